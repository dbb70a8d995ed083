package io.github.dino4j.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.evaluate.features.ReadyFeatures;
import io.github.dino4j.evaluate.report.EvaluationReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalProtocolTest {
  @TempDir Path folder;
  private LabelledPhotos photos;
  private final SilentListener listener = new SilentListener();

  @BeforeEach
  void photos() {
    photos = new LabelledPhotos(folder);
    photos.add("database/bridge/1.png", 1, 0).add("database/tower/2.png", 0, 1);
    photos.add("database/gate/3.png", 1, 1);
    photos.add("queries/bridge/a.png", 1, 0.1f).add("queries/tower/b.png", 0.9f, 1);
    photos.add("queries/castle/c.png", 1, 1);
  }

  private EvaluationReport run(List<String> train, String... settings) {
    RetrievalProtocol retrieval = new RetrievalProtocol();
    Request request =
        new Request(
            train,
            Request.tests(photos.sets("queries")),
            folder.resolve("report"),
            retrieval.settings().with(List.of(settings)));
    ReadyFeatures features = ReadyFeatures.read(List.of(photos.write()));
    return retrieval.run(new Evaluation(features, listener), request);
  }

  /** The bridge is found at once, the tower behind the gate, the castle has nothing to find. */
  @Test
  void averagePrecisionIsOneOverTheRank() {
    EvaluationReport report = run(photos.sets("database"));

    assertThat(report.figure("queries", "mAP").value()).isEqualTo((1 + 0.5) / 2);
    assertThat(report.figure("queries", "recall at 1").value()).isEqualTo(0.5);
    assertThat(listener.lines)
        .containsExactly(
            "left out 1 of 3 queries, which have no positive in the database: castle/c.png");
  }

  @Test
  void withoutADatabaseEachLooksAmongTheOthers() {
    photos.add("queries/castle/d.png", 1, 0.9f);

    Map<String, ?> figures = run(List.of()).figures().get("queries");

    assertThat(figures).containsKey("mAP");
    assertThat(listener.lines).hasSize(1).first().asString().startsWith("left out 2 of 4 queries");
  }

  @Test
  void pairsWithoutPartnersAreTold() {
    assertThatThrownBy(() -> run(photos.sets("database"), "kind=pairs"))
        .hasMessage(
            "%s has no partner of the same name on the other side"
                .formatted(folder.resolve("database/bridge/1.png")));
  }
}
