package io.github.dino4j.benchmarks;

import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.evaluate.segmentation.InContextSegmentation;
import io.github.dino4j.evaluate.segmentation.PatchClassifier;
import io.github.dino4j.evaluate.segmentation.SegmentationMetrics;
import io.github.dino4j.evaluate.segmentation.SegmentationResult;
import io.github.dino4j.evaluate.segmentation.Segmenter;
import io.github.dino4j.evaluate.segmentation.mask.ClassPalette;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.LabeledImage;
import io.github.dino4j.evaluate.segmentation.mask.MaskDrawing;
import io.github.dino4j.evaluate.segmentation.mask.MaskFormat;
import io.github.dino4j.evaluate.segmentation.mask.MaskLocator;
import io.github.dino4j.evaluate.segmentation.mask.MaskReader;
import io.github.dino4j.evaluate.segmentation.mask.MaskSet;
import io.github.dino4j.evaluate.segmentation.mask.SegmentationImages;
import io.github.dino4j.evaluate.segmentation.training.CachedBatches;
import io.github.dino4j.evaluate.segmentation.training.HeadTraining;
import io.github.dino4j.evaluate.segmentation.training.SegmentationTrainingState;
import io.github.dino4j.evaluate.segmentation.training.TrainingOptions;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.features.picture.Panels;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.Layers;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Trains a linear segmentation head on cached features when asked. Arguments: a folder with {@code
 * train}, {@code train-masks}, {@code test} and {@code test-masks}, its number of classes, a model,
 * a short side, iterations in all, and a folder that the features are written to for others. Says
 * {@code ready}; then a number on standard input is answered by the seconds that so many more
 * iterations took, {@code score} by the mIoU on the test images, {@code neighbours} by that of
 * dense k-NN, {@code draw} by writing the worst, a middling and the best image beside the truth.
 */
public final class SegmentationSpeed {
  private static final int BATCH = 16;

  private final SegmentationImages train;
  private final SegmentationImages test;
  private final FrozenFeatures trainFeatures;
  private final FrozenFeatures testFeatures;
  private final int classes;
  private final TrainingOptions options;
  private final Path folder;
  private final HeadTraining training;
  private SegmentationTrainingState state;

  private SegmentationSpeed(String[] arguments) {
    Path data = Path.of(arguments[0]);
    classes = Integer.parseInt(arguments[1]);
    options = TrainingOptions.released().withIterations(Integer.parseInt(arguments[4]));
    folder = Path.of(arguments[5]);
    train = images(data, "train");
    test = images(data, "test");
    int side = Integer.parseInt(arguments[3]);
    try (FeatureExtractor extractor =
        FeatureExtractor.load(
            arguments[2],
            model ->
                ExtractorOptions.standard()
                    .with(new EvalTransform.Whole(side, model.patchSize())))) {
      trainFeatures = features(extractor, train);
      testFeatures = features(extractor, test);
    }
    MaskSet masks = MaskSet.of(IntStream.range(0, train.size()).mapToObj(train::get).toList());
    training = new HeadTraining(options, new CachedBatches(trainFeatures, masks, options));
    int dim = PatchFeatures.concatenate(trainFeatures.get(0)).dim();
    state = SegmentationTrainingState.initial(classes, dim, options.seed());
  }

  private SegmentationImages images(Path data, String part) {
    return SegmentationImages.of(
        ImageSource.of(List.of(data.resolve(part).toString())),
        new MaskLocator.Folder(data.resolve(part + "-masks")),
        new MaskReader(MaskFormat.ofClasses(classes).ignoring(classes)));
  }

  private static FrozenFeatures features(FeatureExtractor extractor, SegmentationImages images) {
    Layers layers = Layers.last(1, extractor.config().depth());
    List<List<Features>> features = new ArrayList<>();
    for (int start = 0; start < images.size(); start += BATCH) {
      int end = Math.min(images.size(), start + BATCH);
      List<PreparedImage> batch =
          images.records().subList(start, end).parallelStream()
              .map(record -> extractor.prepare(record.read()))
              .toList();
      features.addAll(extractor.layers(batch, layers));
    }
    return FrozenFeatures.of(features);
  }

  private void write(FrozenFeatures features, String name) {
    PatchFeatures first = PatchFeatures.concatenate(features.get(0));
    int length = first.values().length;
    float[] all = new float[Math.multiplyExact(features.size(), length)];
    for (int i = 0; i < features.size(); i++) {
      System.arraycopy(
          PatchFeatures.concatenate(features.get(i)).values(), 0, all, i * length, length);
    }
    TensorEntry entry =
        TensorEntry.of(
            "features", all, features.size(), first.rows(), first.columns(), first.dim());
    Safetensors.write(folder.resolve(name + ".safetensors"), List.of(entry), Map.of());
  }

  private SegmentationResult score(PatchClassifier classifier) {
    SegmentationMetrics metrics = new SegmentationMetrics(classes);
    for (int i = 0; i < test.size(); i++) {
      LabelMap truth = test.get(i);
      metrics.add(truth, Segmenter.segment(testFeatures.get(i), classifier, truth.size()));
    }
    return metrics.result();
  }

  private String answer(String question) {
    return switch (question) {
      case "score" -> describe(score(state.head()));
      case "neighbours" ->
          describe(
              score(
                  InContextSegmentation.of(
                      trainFeatures, train, classes, InContextSegmentation.Options.byDefault())));
      case "draw" -> draw();
      default -> {
        long begin = System.nanoTime();
        state =
            training.advance(
                state,
                state.iteration() + Integer.parseInt(question),
                HeadTraining.Progress.SILENT);
        yield String.valueOf((System.nanoTime() - begin) / 1e9);
      }
    };
  }

  private static String describe(SegmentationResult result) {
    var mean = result.meanIntersectionOverUnion();
    return "%.4f %.4f %.4f %.4f %s"
        .formatted(
            mean.value(),
            mean.low(),
            mean.high(),
            result.overallAccuracy().value(),
            result.classes().stream()
                .map(each -> "%.3f".formatted(each.intersectionOverUnion().value()))
                .toList());
  }

  private String draw() {
    List<Integer> order = score(state.head()).worstFirst();
    ClassPalette palette = ClassPalette.of(classes);
    for (int place : new int[] {0, order.size() / 2, order.size() - 1}) {
      int image = order.get(place);
      LabeledImage labeled = test.labeled(image);
      LabelMap found =
          Segmenter.segment(testFeatures.get(image), state.head(), labeled.mask().size());
      PictureFile.write(
          Panels.row(
              Photos.toBufferedImage(labeled.photo()),
              MaskDrawing.overlay(labeled.photo(), labeled.mask(), palette),
              MaskDrawing.overlay(labeled.photo(), found, palette)),
          folder.resolve("place-%d.png".formatted(place)));
    }
    return "drawn";
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    SegmentationSpeed speed = new SegmentationSpeed(arguments);
    speed.write(speed.trainFeatures, "train");
    speed.write(speed.testFeatures, "test");
    answers.println("ready");
    try (BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        answers.println(speed.answer(line));
      }
    }
  }
}
