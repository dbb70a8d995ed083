package io.github.dino4j.evaluate.depth.training;

import static io.github.dino4j.torch.Ops.interpolate;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.head.DepthHead;
import io.github.dino4j.evaluate.depth.head.HeadTokens;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.StateDict;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Trains a depth head on frozen features: {@link SigLoss} on predictions that are resized to the
 * truth, with {@link GradientLoss} where it is asked for, over all pixels of a batch, whose images
 * may be of any sizes: a larger one has more to say. Truth at or below 0 or beyond the head's range
 * is left out. The paper speaks of a loss of classification, but the released configurations have
 * none.
 *
 * <p><b>Relative truth.</b> Where the depth of each image has a scale of its own ({@link
 * io.github.dino4j.evaluate.depth.DepthUnit#IMAGE_MAXIMUM}), a head is trained with the same loss
 * in shares of the image's farthest point, of the range {@link
 * io.github.dino4j.evaluate.depth.DepthRange#RELATIVE}, and evaluated after an alignment. The
 * variance in SigLoss forgives one factor for the whole batch, not one for each image, so the loss
 * asks for the shares themselves; that is well posed, since the farthest point lies in the image
 * too. A factor for each image would make the loss free of scale, but then nothing holds the head
 * within its range, and its bins would drift to one end of it.
 *
 * <pre>{@code
 * try (DepthTraining training = new DepthTraining(head, batches, options)) {
 *   while (!training.isDone()) {
 *     training.advance(500, validation, progress);
 *     training.state().write(file);
 *   }
 *   training.takeBest();
 * }
 * }</pre>
 *
 * <p>Belongs to one thread. The head stays its owner's and may be used between calls.
 */
public final class DepthTraining implements AutoCloseable {
  private static final String BEST = "best.";

  private final DepthHead head;
  private final DepthBatches batches;
  private final DepthTrainingOptions options;
  private final HeadOptimizer optimizer;
  private int iteration;
  private double best = Double.POSITIVE_INFINITY;
  private Map<String, TensorEntry> bestWeights = Map.of();

  /** Is told after each batch. */
  @FunctionalInterface
  public interface Progress {
    /** Says nothing. */
    Progress SILENT = (_, _, _) -> {};

    /**
     * @param iteration batches so far
     * @param iterations batches in all
     * @param loss of this batch
     */
    void step(int iteration, int iterations, double loss);
  }

  public DepthTraining(DepthHead head, DepthBatches batches, DepthTrainingOptions options) {
    this.head = head;
    this.batches = batches;
    this.options = options;
    this.optimizer = new HeadOptimizer(head.parameters().named());
  }

  /** Whether all iterations are over. */
  public boolean isDone() {
    return iteration == options.iterations();
  }

  /** Batches that the head has seen. */
  public int iteration() {
    return iteration;
  }

  /** The lowest abs_rel of a validation; infinite before the first. */
  public double best() {
    return best;
  }

  /**
   * Goes on for some iterations, at most to the end. In parts of any length the end is the same,
   * bit for bit, on a machine with as many threads.
   *
   * @param validation abs_rel of the head on images that it is not trained on; asked every so many
   *     iterations and after the last
   * @throws DinoException if the loss is no number any more
   */
  public void advance(int count, ToDoubleFunction<DepthHead> validation, Progress progress) {
    int until = Math.min(options.iterations(), iteration + count);
    while (iteration < until) {
      double loss = step(batches.batch(iteration));
      iteration++;
      if (!Double.isFinite(loss)) {
        throw new DinoException(
            "the loss is %s after %d batches; lower the learning rate %s"
                .formatted(loss, iteration, options.learningRate()));
      }
      progress.step(iteration, options.iterations(), loss);
      if (iteration % options.validateEvery() == 0 || isDone()) {
        validate(validation.applyAsDouble(head));
      }
    }
  }

  private void validate(double absRel) {
    if (absRel < best) {
      best = absRel;
      bestWeights = head.state();
    }
  }

  /** Gives the head the weights of its best validation, if there was one. */
  public void takeBest() {
    if (!bestWeights.isEmpty()) {
      FileTensors.load(head.parameters(), bestWeights);
    }
  }

  /** The loss of a batch; one without depth changes nothing and has none. */
  private double step(DepthBatch batch) {
    try (Scope scope = Scope.open()) {
      List<DepthBatch> parts = batch.bySize();
      List<Truth> truths = parts.stream().map(part -> truth(part.truths())).toList();
      if (truths.stream().mapToDouble(Truth::count).sum() < 2) {
        return 0;
      }
      List<PixelDepths> depths = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        depths.add(truths.get(i).beside(head.forward(HeadTokens.of(parts.get(i).features()))));
      }
      Tensor sig = SigLoss.of(depths, iteration < SigLoss.WARM_UP);
      Tensor loss = options.gradientLoss().of(depths).map(sig::add).orElse(sig);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step(options, iteration);
      return loss.item_double();
    }
  }

  /**
   * The depth of images of one size, and where it is to be learnt.
   *
   * @param depth {@code [B, 1, H, W]}
   * @param valid booleans of the same shape
   */
  private record Truth(Tensor depth, Tensor valid) {
    double count() {
      return valid.sum().item_double();
    }

    /**
     * @param predicted in the head's own resolution
     */
    PixelDepths beside(Tensor predicted) {
      Tensor resized = interpolate(predicted, depth.size(2), depth.size(3), false);
      return new PixelDepths(resized, depth, valid);
    }
  }

  private Truth truth(List<DepthMap> maps) {
    DepthMap first = maps.getFirst();
    Tensor depth = Tensors.empty(maps.size(), 1, first.height(), first.width());
    FloatBuffer values = Tensors.buffer(depth);
    maps.forEach(map -> values.put(map.values()));
    Tensor valid =
        depth.gt(new Scalar(0.0)).logical_and(depth.le(new Scalar(head.config().range().max())));
    return new Truth(depth, valid);
  }

  /** A copy of where the run stands. */
  public DepthTrainingState state() {
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    optimizer.state().forEach((name, tensor) -> tensors.put(name, FileTensors.entry(name, tensor)));
    bestWeights.forEach((name, entry) -> tensors.put(BEST + name, entry.named(BEST + name)));
    return new DepthTrainingState(iteration, best, options.toString(), tensors);
  }

  /**
   * Goes on from where another run with the same options stood.
   *
   * @throws DinoException if its options or its head were others
   */
  public void restore(DepthTrainingState state) {
    if (!state.options().equals(options.toString())) {
      throw new DinoException(
          "the training that was begun had %s, this one has %s; take the same or begin anew"
              .formatted(state.options(), options));
    }
    Map<String, TensorEntry> running = new LinkedHashMap<>();
    Map<String, TensorEntry> ofBest = new LinkedHashMap<>();
    state
        .tensors()
        .forEach((name, entry) -> {
          if (name.startsWith(BEST)) {
            ofBest.put(name.substring(BEST.length()), entry);
          } else {
            running.put(name, entry);
          }
        });
    Map<String, long[]> shapes = new LinkedHashMap<>();
    optimizer.state().forEach((name, tensor) -> shapes.put(name, Tensors.shape(tensor)));
    StateDict.requireFit(shapes, running);
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      optimizer
          .state()
          .forEach((name, tensor) ->
              tensor.copy_(FileTensors.of(Objects.requireNonNull(running.get(name)))));
    }
    iteration = state.iteration();
    best = state.best();
    bestWeights = ofBest;
  }

  /** Frees gradients and averages; the head stays. */
  @Override
  public void close() {
    optimizer.close();
  }
}
