package io.github.dino4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code golden/fixtures.tsv} names every file in the test resources of the modules, with the
 * generator that made it and what it holds.
 */
class FixturesTest {
  private static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
  private static final Path GOLDEN = ROOT.resolve("golden");
  private static final String NO_GENERATOR = "-";
  private static final String NO_FIXTURE = "junit-platform.properties";

  private record Row(String fixture, String generator, String holds) {}

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(GOLDEN.resolve("fixtures.tsv")).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .peek(cells -> assertThat(cells).hasSize(3))
        .map(cells -> new Row(cells[0], cells[1], cells[2]))
        .toList();
  }

  /** Paths below {@code src/test/resources}, whatever the module. */
  private static TreeSet<String> fixtures() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/test/resources"))
          .filter(Files::isDirectory)
          .flatMap(FixturesTest::files)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Stream<String> files(Path resources) {
    try (Stream<Path> files = Files.walk(resources)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> resources.relativize(file).toString().replace('\\', '/'))
          .filter(name -> !name.equals(NO_FIXTURE))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyFixtureHasOneRowAndEveryRowItsFixture() throws IOException {
    assertThat(rows())
        .extracting(Row::fixture)
        .as("a new fixture needs a row, and a row whose fixture is gone goes too")
        .containsExactlyElementsOf(fixtures());
  }

  @Test
  void everyGeneratorIsThere() throws IOException {
    for (Row row : rows()) {
      assertThat(row.holds()).as(row.fixture()).isNotBlank();
      if (!row.generator().equals(NO_GENERATOR)) {
        assertThat(GOLDEN.resolve("generators").resolve(row.generator() + ".py"))
            .as(row.fixture())
            .isRegularFile();
      }
    }
  }

  @Test
  void theCommandRunsEveryGenerator() throws IOException {
    String command = Files.readString(GOLDEN.resolve("generate"));
    int start = command.indexOf("all=(") + "all=(".length();
    String list = command.substring(start, command.indexOf(')', start));

    assertThat(rows())
        .extracting(Row::generator)
        .filteredOn(generator -> !generator.equals(NO_GENERATOR))
        .hasSameElementsAs(List.of(list.split("\\s+")));
  }
}
