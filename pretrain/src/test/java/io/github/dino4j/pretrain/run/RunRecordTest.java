package io.github.dino4j.pretrain.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final RunRecord RECORD =
      new RunRecord(List.of("/photos"), 12, "0a1b", 3, 2, "cuda", 4, RunRecord.Versions.here());

  @TempDir private Path folder;

  private RunRecord readBack(String json) throws IOException {
    return RunRecord.read(Files.writeString(folder.resolve("run.json"), json));
  }

  @Test
  void theDeviceIsRecorded() throws IOException {
    assertThat(readBack(RECORD.json())).isEqualTo(RECORD);
  }

  @Test
  void aRunThatNamesNoDeviceIsOnTheProcessor() throws IOException {
    String json = RECORD.json().replace("\"device\" : \"cuda\",", "");
    assertThat(json).doesNotContain("device");
    assertThat(readBack(json).device()).isEqualTo("cpu");
  }
}
