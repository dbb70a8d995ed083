package io.github.dino4j.curate.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageFolderTest {
  @TempDir Path folder;

  @Test
  void whatKilledTasksLeftGoesWithTheEndOfTheStage() throws IOException {
    StageFolder stage = new StageFolder(folder);
    try (PartWriter part = new PartWriter(stage.part(0), List.of())) {
      part.write("a", "a.jpg", Decision.keep(List.of()));
      part.commit();
    }
    Path left = Files.writeString(folder.resolve(".part-00001.parquet.1-2-3.part"), "PAR1");

    stage.finish(
        new StageSummary(
            "filter", "filter", "pool", 1, 1, Map.of(), Map.of(), Map.of(), "0123456789abcdef"));

    assertThat(left).doesNotExist();
    assertThat(stage.isDone()).isTrue();
    assertThat(stage.parts()).containsExactly(stage.part(0));
  }
}
