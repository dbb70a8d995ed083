package io.github.dino4j.evaluate.protocol.dense;

import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.evaluate.application.DepthHeads;
import io.github.dino4j.evaluate.application.DepthInference;
import io.github.dino4j.evaluate.depth.DepthEvaluation;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.DepthMetric;
import io.github.dino4j.evaluate.depth.DepthResult;
import io.github.dino4j.evaluate.depth.head.DepthEstimator;
import io.github.dino4j.evaluate.depth.head.DepthHead;
import io.github.dino4j.evaluate.depth.head.DepthLayers;
import io.github.dino4j.evaluate.depth.training.AugmentedDepthBatches;
import io.github.dino4j.evaluate.depth.training.CachedDepthBatches;
import io.github.dino4j.evaluate.depth.training.DepthAugmentation;
import io.github.dino4j.evaluate.depth.training.DepthBatches;
import io.github.dino4j.evaluate.depth.training.DepthImage;
import io.github.dino4j.evaluate.depth.training.DepthTraining;
import io.github.dino4j.evaluate.depth.training.DepthTrainingOptions;
import io.github.dino4j.evaluate.depth.training.DepthTrainingState;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.features.CachedFeatures;
import io.github.dino4j.evaluate.protocol.Evaluation;
import io.github.dino4j.evaluate.protocol.Protocol;
import io.github.dino4j.evaluate.protocol.Request;
import io.github.dino4j.evaluate.protocol.SavedState;
import io.github.dino4j.evaluate.protocol.Setting;
import io.github.dino4j.evaluate.protocol.Settings;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Depth of every pixel by a linear or a DPT head on frozen layers, trained on cached features or,
 * with {@code augment=true}, on crops as the reference's configurations make them.
 */
public final class DepthProtocol implements Protocol {
  private static final int STEPS = 20; // between looks at the clock
  private static final int VALIDATION = 10; // one of so many training images chooses the head

  @Override
  public Settings settings() {
    return Settings.of(
        Setting.of("data", "relative", "what the files mean: relative, metres, nyu, kitti or sun"),
        Setting.of("depths", "depth", "folder of depth files beside that of images, or its suffix"),
        Setting.of("max", 10, "farthest depth of data=metres"),
        Setting.of("align", "scale-shift", "of data=relative: scale-shift, disparity or none"),
        Setting.of("size", 480, "short side of what the model is shown, in pixels"),
        Setting.of("kind", "linear", "head: linear, linear4 or dpt"),
        Setting.of("iterations", 800, "batches that the head learns from"),
        Setting.of("batch", 8, "images a batch"),
        Setting.of("rate", 0.001, "learning rate"),
        Setting.of(
            "augment", false, "true for crops as the reference trains, each through the model"),
        Setting.of("mirror", false, "true for the mean with the mirrored image's depth"),
        Setting.seed(),
        Setting.head());
  }

  @Override
  public Optional<EvalTransform> transform(VisionTransformerConfig model, Settings settings) {
    int patch = model.patchSize();
    return Optional.of(new EvalTransform.Whole(settings.integer("size", patch), patch));
  }

  @Override
  public void check(Request request) {
    Protocol.super.check(request);
    DepthData ignoredData = DepthData.of(request.settings());
    DepthTrainingOptions ignored = options(request.settings());
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    EvaluationReport report = evaluation.report("Depth", request);
    DepthData data = DepthData.of(request.settings());
    try (DepthHead head = head(evaluation, request.settings(), data)) {
      if (request.settings().text("head").isEmpty()) {
        train(evaluation, request, data, head);
        DepthHeads.write(
            request.report(), head, evaluation.model().extractor(), request.settings().values());
      }
      request
          .tests()
          .forEach(
              (name, inputs) -> test(evaluation, request, report, name, data.images(inputs), head));
    }
    report.write();
    return report;
  }

  private static DepthHead head(Evaluation evaluation, Settings settings, DepthData data) {
    String given = settings.text("head");
    Backbone backbone = evaluation.model().backbone();
    return given.isEmpty()
        ? DepthHeads.create(
            settings.text("kind"), backbone.dim(), data.range(), settings.integer("seed", 0))
        : DepthHeads.read(evaluation.head(given), backbone);
  }

  private static void train(
      Evaluation evaluation, Request request, DepthData data, DepthHead head) {
    FeatureExtractor extractor = evaluation.model().extractor();
    DepthData.Images images = data.images(request.train());
    DepthTrainingOptions options = options(request.settings());
    FeatureChoice choice =
        new FeatureChoice(
            EmbedTokens.CLS_PATCHES,
            DepthLayers.of(head.layers(), extractor.config().depth()),
            FeatureType.FLOAT16);
    try (CachedFeatures features = evaluation.model().openAll(request.train(), choice)) {
      DepthBatches batches =
          request.settings().flag("augment")
              ? new AugmentedDepthBatches(
                  new DepthEstimator(extractor, head, Integer.MAX_VALUE),
                  new AugmentedDepthBatches.Source(
                      images.size(),
                      i -> new DepthImage(images.photo(i), images.depth(i)),
                      augmentation(request.settings(), images)),
                  options)
              : new CachedDepthBatches(features, images::wholeDepth, options);
      run(
          evaluation,
          request,
          new DepthTraining(head, batches, options),
          current -> absRel(current, features, images));
    }
  }

  private static void run(
      Evaluation evaluation,
      Request request,
      DepthTraining training,
      ToDoubleFunction<DepthHead> validation) {
    try (training) {
      SavedState saved =
          SavedState.of(request.report().resolve("depth.state.safetensors"), evaluation, request);
      saved.load(file -> training.restore(DepthTrainingState.read(file)));
      int before = training.iteration();
      while (!training.isDone()) {
        training.advance(
            STEPS,
            validation,
            (iteration, all, _) ->
                evaluation.listener().progress(iteration, before, all, "batches"));
        saved.saveNowAndThen(file -> training.state().write(file));
      }
      training.takeBest();
      saved.remove();
    }
  }

  /** On every tenth training image: it chooses among states, the test images do not. */
  private static double absRel(DepthHead head, CachedFeatures features, DepthData.Images images) {
    DepthEvaluation evaluation = new DepthEvaluation(images.data().comparison());
    IntStream.range(0, images.size())
        .filter(i -> i % VALIDATION == 0)
        .forEach(i -> {
          DepthMap truth = images.wholeDepth(i);
          DepthMap found = head.predict(features.get(i), truth.size());
          evaluation.add(images.cut(found), images.cut(truth));
        });
    return evaluation.result().get(DepthMetric.ABS_REL).value();
  }

  private static DepthTrainingOptions options(Settings settings) {
    DepthTrainingOptions usual =
        DepthTrainingOptions.byDefault().withIterations(settings.integer("iterations", 1));
    return new DepthTrainingOptions(
        usual.iterations(),
        usual.warmup(),
        settings.integer("batch", 1),
        settings.real("rate"),
        usual.weightDecay(),
        usual.clip(),
        usual.gradientLoss(),
        usual.validateEvery(),
        settings.integer("seed", 0));
  }

  private static DepthAugmentation augmentation(Settings settings, DepthData.Images images) {
    return switch (settings.text("data")) {
      case "nyu", "sun" -> DepthAugmentation.nyu();
      case "kitti" -> DepthAugmentation.kitti();
      default -> {
        Size size = Size.of(images.photo(0));
        yield DepthAugmentation.of(new Size(size.width() * 7 / 8, size.height() * 7 / 8));
      }
    };
  }

  private static void test(
      Evaluation evaluation,
      Request request,
      EvaluationReport report,
      String name,
      DepthData.Images images,
      DepthHead head) {
    FeatureExtractor extractor = evaluation.model().extractor();
    boolean mirror = request.settings().flag("mirror");
    DepthInference inference = new DepthInference(extractor, head, mirror);
    DepthEvaluation comparison = new DepthEvaluation(images.data().comparison());
    for (int i = 0; i < images.size(); i++) {
      comparison.add(inference.estimate(images.photo(i)), images.depth(i));
      evaluation.listener().progress(i + 1, 0, images.size(), "images of " + name);
    }
    DepthResult result = comparison.result();
    for (DepthMetric metric : DepthMetric.values()) {
      report.figure(name, metric.text(), Unit.QUANTITY, result.get(metric));
    }
    new DepthSections(report, name, images, inference).add(result);
  }
}
