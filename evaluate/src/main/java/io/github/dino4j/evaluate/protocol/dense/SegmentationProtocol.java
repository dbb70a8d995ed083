package io.github.dino4j.evaluate.protocol.dense;

import io.github.dino4j.evaluate.application.SegmentationHeadFile;
import io.github.dino4j.evaluate.application.SegmentationInference;
import io.github.dino4j.evaluate.protocol.Evaluation;
import io.github.dino4j.evaluate.protocol.Protocol;
import io.github.dino4j.evaluate.protocol.Request;
import io.github.dino4j.evaluate.protocol.Setting;
import io.github.dino4j.evaluate.protocol.Settings;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.evaluate.segmentation.InContextSegmentation;
import io.github.dino4j.evaluate.segmentation.PatchClassifier;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.SegmentationMetrics;
import io.github.dino4j.evaluate.segmentation.SegmentationResult;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.LabeledImage;
import io.github.dino4j.evaluate.segmentation.mask.SegmentationImages;
import io.github.dino4j.evaluate.segmentation.training.TrainingOptions;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.Map;
import java.util.Optional;

/**
 * A class for every pixel: a linear head on patches (batch norm and a 1x1 convolution) that is
 * trained on cached features or, with {@code augment=true}, on crops as the reference's
 * configurations make them; or, with {@code method=knn}, the nearest labelled patches without
 * training.
 */
public final class SegmentationProtocol implements Protocol {
  /** How patches are classified. */
  private enum Method {
    LINEAR,
    KNN
  }

  private static final Map<String, Method> METHODS =
      Map.of("linear", Method.LINEAR, "knn", Method.KNN);

  @Override
  public Settings settings() {
    return Settings.of(
        Setting.of("classes", "", "number, or file of a palette; by default what masks name"),
        Setting.of("ignore", 255, "label that counts nowhere"),
        Setting.of("reduce_zero", false, "true where 0 is no class and 1 is the first (ADE20K)"),
        Setting.of("masks", "-masks", "what a folder of masks is called after that of images"),
        Setting.of("size", 512, "short side of what the model is shown, in pixels"),
        Setting.of("layers", 1, "last blocks that the head looks at: 1, or 4 as +ms has it"),
        Setting.of("method", "linear", "linear, or knn, which trains nothing"),
        Setting.of("iterations", 1000, "batches that the head learns from"),
        Setting.of("batch", 16, "images a batch"),
        Setting.of("rate", 0.001, "learning rate"),
        Setting.of(
            "augment", false, "true for crops as the reference trains, each through the model"),
        Setting.of("inference", "whole", "whole, slide (windows) or ms (several scales, flipped)"),
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
    Method ignoredMethod = method(request.settings());
    TrainingOptions ignored = SegmentationTraining.options(request.settings());
  }

  private static Method method(Settings settings) {
    return settings.choice("method", METHODS);
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    EvaluationReport report = evaluation.report("Semantic segmentation", request);
    SegmentationData data = SegmentationData.of(request);
    PatchClassifier classifier = classifier(evaluation, request, data);
    SegmentationInference inference =
        SegmentationInference.of(
            evaluation.model().extractor(), classifier, request.settings().text("inference"));
    if (classifier instanceof SegmentationHead head) {
      SegmentationHeadFile.write(
          request.report(),
          head,
          evaluation.model().extractor(),
          data.names(),
          request.settings().values());
    }
    request
        .tests()
        .forEach((name, inputs) -> test(evaluation, report, name, data.images(inputs), inference));
    report.write();
    return report;
  }

  private static PatchClassifier classifier(
      Evaluation evaluation, Request request, SegmentationData data) {
    String given = request.settings().text("head");
    if (!given.isEmpty()) {
      return SegmentationHeadFile.read(evaluation.head(given), evaluation.model().backbone());
    }
    SegmentationTraining training = new SegmentationTraining(evaluation, request, data);
    return method(request.settings()) == Method.KNN
        ? training.neighbours(InContextSegmentation.Options.byDefault())
        : training.head();
  }

  private static void test(
      Evaluation evaluation,
      EvaluationReport report,
      String name,
      SegmentationImages images,
      SegmentationInference inference) {
    SegmentationMetrics metrics = new SegmentationMetrics(inference.classifier().classes());
    for (int i = 0; i < images.size(); i++) {
      LabeledImage image = images.labeled(i);
      LabelMap found = inference.segment(image.photo());
      metrics.add(image.mask(), found);
      evaluation.listener().progress(i + 1, 0, images.size(), "images of " + name);
    }
    SegmentationResult result = metrics.result();
    report.figure(name, "mIoU", Unit.SHARE, result.meanIntersectionOverUnion());
    report.figure(name, "mean accuracy", Unit.SHARE, result.meanAccuracy());
    report.figure(name, "pixel accuracy", Unit.SHARE, result.overallAccuracy());
    new SegmentationSections(report, name, images, inference).add(result);
  }
}
