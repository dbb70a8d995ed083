package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.evaluate.classification.linear.AugmentedProbeBatches;
import io.github.dino4j.evaluate.classification.linear.CachedProbeBatches;
import io.github.dino4j.evaluate.classification.linear.LearningRates;
import io.github.dino4j.evaluate.classification.linear.LinearOptions;
import io.github.dino4j.evaluate.classification.linear.LinearResult;
import io.github.dino4j.evaluate.classification.linear.LinearSweep;
import io.github.dino4j.evaluate.classification.linear.ProbeBatches;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.features.ModelFeatures;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.Layers;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

/**
 * From labelled images to linear heads, of which validation images choose the best. Training images
 * that are augmented have gone through the cache too, at the price of one epoch: what cannot be
 * read is told once, before any step.
 */
record LinearTraining(Evaluation evaluation, Request request, ClassificationData.Sets sets) {
  private static final Map<String, LearningRates> GRIDS =
      Map.of("paper", LearningRates.PAPER, "code", LearningRates.CODE);
  private static final int EPOCHS = 100;
  private static final int MOST_STEPS = 12_500;

  /** Each of them is as much work as computing the cached features is. */
  private static final int EPOCHS_OF_CROPS = 10;

  /** A few images would otherwise be over before a head has learnt. */
  private static final int FEWEST_STEPS_OF_CROPS = 300;

  /**
   * Says before any work what cannot be augmented.
   *
   * @throws DinoException if there is no model to show crops of photos to
   */
  static void requireCrops(Evaluation evaluation, Settings settings) {
    if (!isAugmented(settings)) {
      return;
    }
    if (!(evaluation.source() instanceof ModelFeatures model)) {
      throw new DinoException(
          "augment=true shows a model fresh crops of photos: it takes --model, not --features");
    }
    model.extractor().requirePhotos();
    int ignored = side(model.extractor());
  }

  /** Pixels of a side of what the model is shown of validation and test images. */
  private static int side(FeatureExtractor extractor) {
    if (extractor.transform() instanceof EvalTransform.ResizeCrop shown) {
      return shown.crop();
    }
    throw new DinoException("augment=true cuts crops of one size: leave out --native");
  }

  LinearResult result() {
    TrainingSplit split = TrainingSplit.of(evaluation, request, sets);
    LinearOptions options =
        options(request.settings(), split.train().size()).withInputs(inputs(split.train()));
    Path state = request.report().resolve("linear.state.safetensors");
    try (ProbeBatches batches = batches(split.train(), options);
        LinearSweep sweep =
            new LinearSweep(
                options, batches, split.validation().probeFeatures(sets.classes().count()))) {
      SavedState saved = SavedState.of(state, evaluation, request);
      saved.load(sweep::load);
      int before = sweep.steps();
      evaluation.listener().say(work(options, split.train(), before));
      while (!sweep.isDone()) {
        evaluation.listener().progress(sweep.steps(), before, options.steps(), "steps");
        sweep.step();
        saved.saveNowAndThen(sweep::save);
      }
      LinearResult result = sweep.result(sets.classes().names());
      saved.remove();
      return result;
    }
  }

  /** Clips never are. */
  private static boolean isAugmented(Settings settings) {
    return !settings.optional("augment").isEmpty() && settings.flag("augment");
  }

  private String work(LinearOptions options, ClassificationData train, int before) {
    String work =
        "%,d heads learn from %,d %s in %,d steps"
            .formatted(options.heads(), train.size(), evaluation.source().unit(), options.steps());
    return isAugmented(request.settings())
        ? "%s: %,d crops go through the model"
            .formatted(work, (long) (options.steps() - before) * options.batch())
        : work;
  }

  private ProbeBatches batches(ClassificationData train, LinearOptions options) {
    int classes = sets.classes().count();
    if (!isAugmented(request.settings())) {
      return new CachedProbeBatches(train.probeFeatures(classes), options);
    }
    FeatureExtractor extractor = evaluation.model().extractor();
    Layers layers = ModelFeatures.choice(extractor.config()).layersOf(extractor.config());
    return new AugmentedProbeBatches(
        extractor,
        layers,
        new AugmentedProbeBatches.Source(
            train.vectors().images(),
            train.labels(),
            classes,
            AugmentedProbeBatches.augmentation(side(extractor))),
        options);
  }

  /**
   * @param images to learn from
   */
  static LinearOptions options(Settings settings, int images) {
    LinearOptions usual = LinearOptions.standard(settings.choice("rates", GRIDS));
    int batch = Math.min(settings.integer("batch", 1), images);
    int wanted = settings.integer("steps", 0);
    int steps = wanted == 0 ? usualSteps(images, batch, isAugmented(settings)) : wanted;
    return new LinearOptions(
        usual.inputs(),
        usual.rates(),
        batch,
        steps,
        Math.max(1, steps / 10),
        settings.integer("seed", 0));
  }

  private static int usualSteps(int images, int batch, boolean isAugmented) {
    long epochs = isAugmented ? EPOCHS_OF_CROPS : EPOCHS;
    int fewest = isAugmented ? FEWEST_STEPS_OF_CROPS : 1;
    return Math.clamp(Math.ceilDiv(epochs * images, (long) batch), fewest, MOST_STEPS);
  }

  /** Those that the features have the blocks and the mean patch for. */
  private static Predicate<ProbeInput> inputs(ClassificationData train) {
    ImageVectors vectors = train.vectors();
    return input -> input.blocks() <= vectors.layers() && (vectors.hasMean() || !input.meanPatch());
  }
}
