package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Trains a linear head: the cross-entropy of logits that are resized to the masks, averaged over
 * all pixels of a batch, ignored ones included (as mmseg does, which makes the rate smaller where
 * much is ignored).
 *
 * <pre>{@code
 * HeadTraining training = new HeadTraining(options, new CachedBatches(features, masks, options));
 * SegmentationTrainingState state = SegmentationTrainingState.initial(classes, dim, options.seed());
 * SegmentationHead head = training.advance(state, options.iterations(), progress).head();
 * }</pre>
 */
public final class HeadTraining {
  private final TrainingOptions options;
  private final TrainingBatches batches;

  public HeadTraining(TrainingOptions options, TrainingBatches batches) {
    this.options = options;
    this.batches = batches;
  }

  /** Is told after each batch. */
  @FunctionalInterface
  public interface Progress {
    /** Says nothing. */
    Progress SILENT = (_, _, _) -> {};

    /**
     * A batch is done.
     *
     * @param iteration batches so far
     * @param iterations batches in all
     * @param loss of this batch
     */
    void step(int iteration, int iterations, double loss);
  }

  /** Trains a head from the beginning to the end. */
  public SegmentationHead run(int classes, int dim, Progress progress) {
    SegmentationTrainingState start =
        SegmentationTrainingState.initial(classes, dim, options.seed());
    return advance(start, options.iterations(), progress).head();
  }

  /**
   * Goes on from a state, which stays as it is. In steps of any length the end is the same, bit for
   * bit, on a machine with as many threads.
   *
   * @param until iterations that the new state has seen
   * @throws DinoException if the loss is no number any more
   */
  public SegmentationTrainingState advance(
      SegmentationTrainingState from, int until, Progress progress) {
    SegmentationTrainingState state = from.copy();
    while (state.iteration() < Math.min(until, options.iterations())) {
      double loss = step(state, batches.batch(state.iteration()));
      state = state.advanced();
      if (!Double.isFinite(loss)) {
        throw new DinoException(
            "the loss is %s after %d batches; lower the learning rate %s"
                .formatted(loss, state.iteration(), options.learningRate()));
      }
      progress.step(state.iteration(), options.iterations(), loss);
    }
    return state;
  }

  /** One batch, written into the state's arrays. */
  private double step(SegmentationTrainingState state, List<TrainingSample> samples) {
    SegmentationHead head = state.head();
    try (Scope scope = Scope.open()) {
      SegmentationHeadPass pass = new SegmentationHeadPass(head, features(samples, head.dim()));
      float[] logits = pass.logits();
      float[] gradient = new float[logits.length];
      double loss = loss(samples, head.classes(), logits, gradient);
      SegmentationHeadPass.Gradients gradients = pass.backward(gradient);
      pass.updateStatistics(head.norm());
      HeadAdamW.step(
          slots(state, gradients),
          state.iteration() + 1,
          options.rate(state.iteration()),
          options.weightDecay());
      return loss;
    }
  }

  /** {@code [patches of all images, dim]}. */
  static Tensor features(List<TrainingSample> samples, int dim) {
    int patches = samples.stream().mapToInt(TrainingSample::count).sum();
    Tensor features = Tensors.empty(patches, dim);
    FloatBuffer buffer = Tensors.buffer(features);
    for (TrainingSample sample : samples) {
      if (sample.patches().dim() != dim) {
        throw new DinoException(
            "an image has %d features a patch where the head takes %d"
                .formatted(sample.patches().dim(), dim));
      }
      buffer.put(sample.patches().values());
    }
    return features;
  }

  /** The mean over all pixels, and its gradient. */
  static double loss(List<TrainingSample> samples, int classes, float[] logits, float[] gradient) {
    long pixels = 0;
    int[] starts = new int[samples.size()];
    for (int i = 0, start = 0; i < starts.length; i++) {
      TrainingSample sample = samples.get(i);
      pixels += sample.mask().labels().length;
      starts[i] = start;
      start += sample.count() * classes;
    }
    float scale = 1f / pixels;
    double[] sums = new double[starts.length];
    ParallelLoop.run(
        starts.length,
        (_, i) -> {
          requireClasses(samples.get(i), classes);
          var slice = new PixelCrossEntropy.Slice(logits, gradient, starts[i]);
          sums[i] = new PixelCrossEntropy(samples.get(i), classes).addGradient(slice, scale);
        });
    return Arrays.stream(sums).sum() / pixels;
  }

  private static void requireClasses(TrainingSample sample, int classes) {
    if (sample.mask().largest() >= classes) {
      throw new DinoException(
          "a mask holds class %d, and there are %d classes, from 0 on"
              .formatted(sample.mask().largest(), classes));
    }
  }

  private static List<HeadAdamW.Slot> slots(
      SegmentationTrainingState state, SegmentationHeadPass.Gradients gradients) {
    List<HeadAdamW.Slot> slots = new ArrayList<>();
    List<float[]> parameters = SegmentationTrainingState.parameters(state.head());
    for (int i = 0; i < parameters.size(); i++) {
      slots.add(
          new HeadAdamW.Slot(
              parameters.get(i),
              gradients.all().get(i),
              state.averages().get(i),
              state.squares().get(i)));
    }
    return slots;
  }
}
