package io.github.dino4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.filter.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What every index that lies in files of a folder keeps. */
public abstract class FolderIndexContract extends VectorIndexContract {
  @Property(tries = 60)
  void whateverIsDoneItHoldsWhatAMapWould(@ForAll("actions") List<Action> actions)
      throws IOException {
    holdsWhatAMapWould(actions);
  }

  @Property(tries = 25)
  void filtersMean(
      @ForAll("metadata") List<Map<String, Object>> metadata,
      @ForAll("filters") List<Filter> filters)
      throws IOException {
    filtersMeanWhatTheySay(metadata, filters);
  }

  @Test
  void whatIsCutShortIsRefusedInOneLine() throws IOException {
    Path whole = folder.resolve("whole");
    try (VectorIndex index = create(whole, Vectors.described(3))) {
      index.add(Vectors.named(Vectors.clustered(300, 3, 5, 1), 3));
      index.commit();
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(whole)) {
      files =
          listed
              .filter(file -> !file.endsWith("index.lock") && !file.endsWith("write.lock"))
              .sorted()
              .toList();
    }
    for (Path cut : files) {
      Path place = Files.createDirectory(folder.resolve("cut " + cut.getFileName()));
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        int length = file.equals(cut) ? bytes.length / 2 : bytes.length;
        Files.write(place.resolve(file.getFileName()), Arrays.copyOf(bytes, length));
      }
      assertThatThrownBy(() -> open(place, Access.READ, Vectors.described(3)).close())
          .as(cut.toString())
          .isInstanceOf(DinoException.class)
          .hasMessageContaining(place.toString())
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
  }
}
