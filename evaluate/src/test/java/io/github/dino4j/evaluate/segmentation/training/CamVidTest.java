package io.github.dino4j.evaluate.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.evaluate.segmentation.InContextSegmentation;
import io.github.dino4j.evaluate.segmentation.InContextSegmentation.Options;
import io.github.dino4j.evaluate.segmentation.PatchClassifier;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.SegmentationMetrics;
import io.github.dino4j.evaluate.segmentation.SegmentationResult;
import io.github.dino4j.evaluate.segmentation.Segmenter;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.MaskFormat;
import io.github.dino4j.evaluate.segmentation.mask.MaskLocator;
import io.github.dino4j.evaluate.segmentation.mask.MaskReader;
import io.github.dino4j.evaluate.segmentation.mask.MaskSet;
import io.github.dino4j.evaluate.segmentation.mask.SegmentationImages;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.image.transform.EvalTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Road scenes with the demo model: every twelfth image trains, others of the same rides test. */
class CamVidTest {
  private static final Path DATA = Path.of("../../shared/data/camvid");
  private static final int CLASSES = 11;
  private static final int SKY = 0;

  @Test
  void aShortTrainingBeatsTheLargestClass() {
    assumeTrue(Files.isDirectory(DATA), "no folder shared/data/camvid beside the checkout");
    SegmentationImages images =
        SegmentationImages.of(
            ImageSource.of(List.of(DATA.resolve("train").toString())),
            new MaskLocator.Folder(DATA.resolve("train-masks")),
            new MaskReader(MaskFormat.ofClasses(CLASSES).ignoring(CLASSES)));
    List<LabelMap> trainMasks = new ArrayList<>();
    List<LabelMap> testMasks = new ArrayList<>();
    List<List<Features>> train = new ArrayList<>();
    List<List<Features>> test = new ArrayList<>();
    try (FeatureExtractor demo =
        FeatureExtractor.load(
            "demo", ExtractorOptions.standard().with(new EvalTransform.Whole(168, 14)))) {
      for (int i = 0; i < images.size(); i += 12) {
        train.add(List.of(demo.extract(images.labeled(i).photo())));
        trainMasks.add(images.get(i));
      }
      for (int i = 6; i < images.size(); i += 48) {
        test.add(List.of(demo.extract(images.labeled(i).photo())));
        testMasks.add(images.get(i));
      }
    }
    FrozenFeatures features = FrozenFeatures.of(train);
    MaskSet masks = MaskSet.of(trainMasks);
    TrainingOptions options = new TrainingOptions(60, 5, 1e-6, 8, 1e-2, 1e-4, 0);
    SegmentationHead head =
        new HeadTraining(options, new CachedBatches(features, masks, options))
            .run(CLASSES, 192, HeadTraining.Progress.SILENT);
    SegmentationResult trained = evaluate(head, test, testMasks);
    InContextSegmentation neighbours =
        InContextSegmentation.of(features, masks, CLASSES, new Options(30, 0.02, 3_000, 0));
    SegmentationResult found = evaluate(neighbours, test, testMasks);
    // the largest class everywhere: about 0.3 of the pixels, mIoU 0.03
    for (SegmentationResult result : List.of(trained, found)) {
      assertThat(result.overallAccuracy().value()).isGreaterThan(0.55);
      assertThat(result.meanIntersectionOverUnion().value()).isGreaterThan(0.18);
      assertThat(result.classes().get(SKY).intersectionOverUnion().value()).isGreaterThan(0.6);
    }
  }

  private static SegmentationResult evaluate(
      PatchClassifier classifier, List<List<Features>> images, List<LabelMap> masks) {
    SegmentationMetrics metrics = new SegmentationMetrics(CLASSES);
    for (int i = 0; i < masks.size(); i++) {
      LabelMap truth = masks.get(i);
      metrics.add(truth, Segmenter.segment(images.get(i), classifier, truth.size()));
    }
    return metrics.result();
  }
}
