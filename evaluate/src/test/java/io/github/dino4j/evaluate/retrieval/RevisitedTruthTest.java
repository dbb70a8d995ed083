package io.github.dino4j.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisitedTruthTest {
  @TempDir Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path json(String text) throws IOException {
    return file("truth.json", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsAPickleAsData() throws IOException {
    Path pickle = file("gnd.pkl", RevisitedRetrievalTest.resource("ground_truth.pkl"));

    RevisitedTruth truth = RevisitedTruth.read(pickle);

    assertThat(truth.database()).hasSize(6).contains("place_003");
    RevisitedTruth.Query first = truth.queries().getFirst();
    assertThat(first.name()).isEqualTo("query_a");
    assertThat(first.box()).containsExactly(10.5, 20, 110.4, 90.6);
    assertThat(first.easy()).containsExactly(0, 2);
    assertThat(first.hard()).containsExactly(3);
    assertThat(first.junk()).containsExactly(5);
    assertThat(truth.queries().get(1).easy()).isEmpty();
  }

  @Test
  void readsJsonOfTwoGrades() throws IOException {
    RevisitedTruth truth =
        RevisitedTruth.read(
            json(
                """
                {"imlist": ["a", "b"], "qimlist": ["q"], "gnd": [{"ok": [1], "junk": [0]}]}
                """));

    assertThat(truth.queries().getFirst().easy()).containsExactly(1);
    assertThat(truth.queries().getFirst().hard()).isEmpty();
    assertThat(truth.queries().getFirst().box()).isNull();
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path missing = json("{\"imlist\": [], \"qimlist\": []}");
    assertThatThrownBy(() -> RevisitedTruth.read(missing))
        .isInstanceOf(DinoException.class)
        .hasMessage(missing + ": has no list gnd; a pickle with arrays must be made JSON first");
    Path outside =
        json("{\"imlist\": [], \"qimlist\": [\"q\"], \"gnd\": [{\"ok\": [7], \"junk\": []}]}");
    assertThatThrownBy(() -> RevisitedTruth.read(outside))
        .hasMessageContaining("ok names image 7 of 0");
  }

  @Test
  void cutsTheQueryFromItsPicture() {
    RgbImage picture = new RgbImage(4, 3, new byte[36]);
    for (int i = 0; i < 12; i++) {
      picture.pixels()[3 * i] = (byte) i;
    }
    int[] none = {};
    // Edges 0.5 and 2.5 round half to even, as Python does; the right one lies outside.
    RevisitedTruth.Query query =
        new RevisitedTruth.Query("q", new double[] {1.4, 0.5, 9, 2.5}, none, none, none);

    RgbImage part = query.cut(picture);

    assertThat(part.width()).isEqualTo(3);
    assertThat(part.height()).isEqualTo(2);
    assertThat(part.pixels()[0]).isEqualTo((byte) 1);
    assertThat(part.pixels()[15]).isEqualTo((byte) 7);
  }
}
