package io.github.dino4j.data.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectsFileTest {
  @TempDir Path folder;

  private final List<Reject> rejects =
      List.of(new Reject("a.jpg", "no such file"), new Reject("b, \"c\".jpg", "is no image"));

  @Test
  void csvQuotesWhatNeedsIt() throws IOException {
    Path file = folder.resolve("new/rejects.csv");

    assertThat(RejectsFile.write(file, rejects.iterator())).isEqualTo(2);

    assertThat(file)
        .hasContent("path,reason\na.jpg,no such file\n\"b, \"\"c\"\".jpg\",is no image\n");
  }

  @Test
  void nothingElseIsQuoted() throws IOException {
    Path file = folder.resolve("rejects.csv");

    RejectsFile.write(
        file, List.of(new Reject("# a ü;.jpg ", ""), new Reject("'b'\t", "c\rd")).iterator());

    assertThat(Files.readString(file)).isEqualTo("path,reason\n# a ü;.jpg ,\n'b'\t,\"c\rd\"\n");
  }

  @Test
  void jsonLinesWhenTheNameAsksForThem() {
    Path file = folder.resolve("rejects.jsonl");

    RejectsFile.write(file, rejects.iterator());

    assertThat(file)
        .hasContent(
            """
            {"path":"a.jpg","reason":"no such file"}
            {"path":"b, \\"c\\".jpg","reason":"is no image"}
            """);
  }

  @Test
  void whatBreaksLeavesNothing() throws IOException {
    Iterator<Reject> breaks =
        Stream.<Reject>generate(
                () -> {
                  throw new IllegalStateException("a bug");
                })
            .iterator();

    assertThatThrownBy(() -> RejectsFile.write(folder.resolve("rejects.csv"), breaks))
        .hasMessage("a bug");

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
