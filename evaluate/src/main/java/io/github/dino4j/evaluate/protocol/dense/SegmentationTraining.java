package io.github.dino4j.evaluate.protocol.dense;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.evaluate.features.CachedFeatures;
import io.github.dino4j.evaluate.protocol.Evaluation;
import io.github.dino4j.evaluate.protocol.Request;
import io.github.dino4j.evaluate.protocol.SavedState;
import io.github.dino4j.evaluate.protocol.Settings;
import io.github.dino4j.evaluate.segmentation.InContextSegmentation;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.mask.SegmentationImages;
import io.github.dino4j.evaluate.segmentation.training.AugmentedBatches;
import io.github.dino4j.evaluate.segmentation.training.CachedBatches;
import io.github.dino4j.evaluate.segmentation.training.CropAugmentation;
import io.github.dino4j.evaluate.segmentation.training.HeadTraining;
import io.github.dino4j.evaluate.segmentation.training.SegmentationTrainingState;
import io.github.dino4j.evaluate.segmentation.training.TrainingBatches;
import io.github.dino4j.evaluate.segmentation.training.TrainingOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.model.Layers;
import io.github.dino4j.torch.file.Safetensors;
import java.util.Map;

/** From labelled images to what classifies patches. */
record SegmentationTraining(Evaluation evaluation, Request request, SegmentationData data) {
  private static final int STEPS = 50; // between looks at the clock

  private Layers layers() {
    FeatureExtractor extractor = evaluation.model().extractor();
    int depth = extractor.config().depth();
    int count = request.settings().integer("layers", 1);
    if (count > depth) {
      throw new DinoException("layers=%d: the model has %d blocks".formatted(count, depth));
    }
    return Layers.last(count, depth);
  }

  private CachedFeatures features() {
    return evaluation
        .model()
        .openAll(
            request.train(), new FeatureChoice(EmbedTokens.PATCHES, layers(), FeatureType.FLOAT16));
  }

  InContextSegmentation neighbours(InContextSegmentation.Options options) {
    try (CachedFeatures features = features()) {
      return InContextSegmentation.of(
          features, data.images(request.train()), data.classes(), options);
    }
  }

  static TrainingOptions options(Settings settings) {
    TrainingOptions usual =
        TrainingOptions.released().withIterations(settings.integer("iterations", 1));
    return new TrainingOptions(
        usual.iterations(),
        usual.warmup(),
        usual.warmupRatio(),
        settings.integer("batch", 1),
        settings.real("rate"),
        usual.weightDecay(),
        settings.integer("seed", 0));
  }

  SegmentationHead head() {
    Settings settings = request.settings();
    TrainingOptions options = options(settings);
    SegmentationImages images = data.images(request.train());
    if (settings.flag("augment")) {
      CropAugmentation crops =
          layers().count() == 1 ? CropAugmentation.linear() : CropAugmentation.multiScale();
      return train(
          options,
          new AugmentedBatches(
              evaluation.model().extractor(),
              layers(),
              new AugmentedBatches.Source(images.size(), images::labeled, crops),
              options));
    }
    try (CachedFeatures features = features()) {
      return train(options, new CachedBatches(features, images, options));
    }
  }

  private SegmentationHead train(TrainingOptions options, TrainingBatches batches) {
    int dim = layers().count() * evaluation.model().extractor().config().dim();
    SavedState saved =
        SavedState.of(
            request.report().resolve("segmentation.state.safetensors"), evaluation, request);
    SegmentationTrainingState[] state = {
      SegmentationTrainingState.initial(data.classes(), dim, options.seed())
    };
    saved.load(file -> state[0] = SegmentationTrainingState.load(file));
    int before = state[0].iteration();
    HeadTraining training = new HeadTraining(options, batches);
    while (state[0].iteration() < options.iterations()) {
      state[0] =
          training.advance(
              state[0],
              state[0].iteration() + STEPS,
              (iteration, all, _) ->
                  evaluation.listener().progress(iteration, before, all, "batches"));
      saved.saveNowAndThen(
          file -> Safetensors.write(file, state[0].tensors().values(), Map.of("format", "pt")));
    }
    saved.remove();
    return state[0].head();
  }
}
