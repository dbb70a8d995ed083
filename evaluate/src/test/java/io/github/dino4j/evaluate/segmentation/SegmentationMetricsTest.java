package io.github.dino4j.evaluate.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.evaluate.Estimate;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import org.junit.jupiter.api.Test;

class SegmentationMetricsTest {
  private static final double EXACT = 1e-12; // double arithmetic on whole numbers

  @Test
  void equalsTheGoldenFigures() {
    var masks = Golden.tensors("eval/segmentation_metrics");
    JsonNode expected = Golden.json("eval/segmentation_metrics");
    SegmentationMetrics metrics = new SegmentationMetrics(6);
    for (int image = 0; image < 2; image++) {
      metrics.add(masks.mask("truth", image), masks.mask("predicted", image));
    }
    SegmentationResult result = metrics.result();
    assertThat(result.meanIntersectionOverUnion().value())
        .isCloseTo(expected.get("mean_iou").asDouble(), within(EXACT));
    assertThat(result.meanAccuracy().value())
        .isCloseTo(expected.get("mean_accuracy").asDouble(), within(EXACT));
    assertThat(result.overallAccuracy().value())
        .isCloseTo(expected.get("overall_accuracy").asDouble(), within(EXACT));
    for (int c = 0; c < 5; c++) {
      assertThat(result.classes().get(c).intersectionOverUnion().value())
          .isCloseTo(expected.get("iou_of_present_classes").get(c).asDouble(), within(EXACT));
    }
    assertThat(result.classes().get(5).intersectionOverUnion().value()).isNaN();
    JsonNode confusion = expected.get("confusion_rows_truth");
    for (int truth = 0; truth < 6; truth++) {
      for (int predicted = 0; predicted < 6; predicted++) {
        assertThat(result.confusion()[truth][predicted])
            .isEqualTo(confusion.get(truth).get(predicted).asLong());
      }
    }
  }

  private static LabelMap map(int... labels) {
    short[] values = new short[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = (short) labels[i];
    }
    return new LabelMap(labels.length, 1, values);
  }

  @Test
  void ranksImagesAndLeavesOutThoseWithoutLabels() {
    SegmentationMetrics metrics = new SegmentationMetrics(2);
    metrics.add(map(0, 0, 1, 1), map(0, 0, 1, 1));
    metrics.add(map(-1, -1), map(0, 1));
    metrics.add(map(0, 0, 1, 1), map(1, 1, 0, 0));
    metrics.add(map(0, 0, 1, 1), map(0, 1, 1, 1));
    SegmentationResult result = metrics.result();
    assertThat(result.worstFirst()).containsExactly(2, 3, 0);
    assertThat(result.ofImages()[1]).isNaN();
    assertThat(result.ofImages()[3]).isEqualTo((1 / 2.0 + 2 / 3.0) / 2);
    assertThat(result.classes().get(0).pixels()).isEqualTo(6);
  }

  @Test
  void intervalsComeFromDrawingImagesAnew() {
    SegmentationMetrics alike = new SegmentationMetrics(2);
    SegmentationMetrics different = new SegmentationMetrics(2);
    for (int image = 0; image < 20; image++) {
      alike.add(map(0, 0, 1, 1), map(0, 1, 1, 1));
      different.add(map(0, 0, 1, 1), image % 2 == 0 ? map(0, 0, 1, 1) : map(1, 1, 1, 1));
    }
    Estimate same = alike.result().overallAccuracy();
    assertThat(same).isEqualTo(Estimate.exact(0.75));
    Estimate spread = different.result().overallAccuracy();
    assertThat(spread.value()).isEqualTo(0.75);
    assertThat(spread.low()).isBetween(0.6, 0.7); // 0.75 less two deviations of 0.25 / sqrt(20)
    assertThat(spread.high()).isBetween(0.8, 0.9);
  }
}
