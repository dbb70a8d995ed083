package io.github.dino4j.evaluate.classification.linear;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeFeatures;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.evaluate.classification.linear.LinearResult.HeadAccuracy;
import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;

/**
 * Trains linear heads for all inputs and learning rates at once: all learn from the same batches
 * (dinov2/eval/linear.py). The loop is the caller's:
 *
 * <pre>{@code
 * ProbeBatches batches = new CachedProbeBatches(train, options);
 * try (LinearSweep sweep = new LinearSweep(options, batches, validation)) {
 *   while (!sweep.isDone()) {
 *     double loss = sweep.step();
 *   }
 *   LinearResult result = sweep.result(classNames);
 * }
 * }</pre>
 *
 * <p>The same seed gives the same heads, whatever the number of threads. Not for use by several
 * threads. Owns native memory until it is closed.
 */
public final class LinearSweep implements AutoCloseable {
  /** Heads of one gemm at most: wide enough for it, and with enough of them for all cores. */
  private static final int HEADS = 7;

  /** Validation images that are classified at once. */
  private static final int BLOCK = 256;

  private final LinearOptions options;
  private final ProbeBatches batches;
  private final ProbeFeatures validation;
  private final List<HeadGroup> groups = new ArrayList<>(); // input by input, by rising rate
  private final Integer[] longestFirst;
  private final List<HeadAccuracy> history = new ArrayList<>();
  private List<HeadAccuracy> latest = List.of();
  private int step;

  /**
   * @param batches to learn from, which stay the caller's
   * @param validation images that choose the head
   * @throws DinoException if there are no validation images
   */
  public LinearSweep(LinearOptions options, ProbeBatches batches, ProbeFeatures validation) {
    if (validation.size() == 0) {
      throw new DinoException("linear: there must be validation images");
    }
    this.options = options;
    this.batches = batches;
    this.validation = validation;
    for (ProbeInput input : options.inputs()) {
      var columns = new HeadGroup.Columns(validation.start(input), input.length(validation.dim()));
      for (List<Double> rates : evenly(options.rates())) {
        groups.add(new HeadGroup(columns, rates, validation.classes()));
      }
    }
    longestFirst =
        IntStream.range(0, groups.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> -groups.get(i).weights()))
            .toArray(Integer[]::new);
    initialize();
  }

  private void requireFit(ProbeFeatures train) {
    if (train.dim() != validation.dim()
        || train.blocks() != validation.blocks()
        || train.classes() != validation.classes()) {
      throw new DinoException(
          "validation features of %d blocks x %d for %d classes do not fit those for training, %d x %d for %d"
              .formatted(
                  validation.blocks(),
                  validation.dim(),
                  validation.classes(),
                  train.blocks(),
                  train.dim(),
                  train.classes()));
    }
    if (train.size() == 0 || Arrays.stream(train.labels()).anyMatch(label -> label < 0)) {
      throw new DinoException("linear: every image to learn from needs a class");
    }
  }

  private static List<List<Double>> evenly(List<Double> rates) {
    int parts = Math.ceilDiv(rates.size(), HEADS);
    return IntStream.range(0, parts)
        .mapToObj(i -> rates.subList(i * rates.size() / parts, (i + 1) * rates.size() / parts))
        .toList();
  }

  private void initialize() {
    try (Scope scope = Scope.open()) {
      Generator generator = Tensors.generator(options.seed());
      groups.forEach(group -> group.draw(generator));
    }
  }

  /** Steps that were taken. */
  public int steps() {
    return step;
  }

  public boolean isDone() {
    return step == options.steps();
  }

  /**
   * Takes a step with every head, and classifies the validation images where it is time to.
   *
   * @return the cross-entropy before the step, a mean over batch and heads
   * @throws DinoException if the batch has other features or classes than the validation images
   */
  public double step() {
    ProbeFeatures images = batches.batch(step);
    requireFit(images);
    double[] losses = new double[groups.size()];
    try (Scope scope = Scope.open()) {
      Tensor batch = gather(images, 0, images.size());
      ParallelLoop.run(
          groups.size(),
          (_, turn) -> {
            int group = longestFirst[turn];
            double[] each = groups.get(group).step(batch, images.labels(), options, step);
            losses[group] = Arrays.stream(each).sum();
          });
    }
    step++;
    if (step % options.evaluateEvery() == 0 || isDone()) {
      latest = evaluate();
      history.add(best(latest));
    }
    return Arrays.stream(losses).sum() / options.heads();
  }

  /** Some neighbouring images, {@code [end - first, all columns]}. */
  private static Tensor gather(ProbeFeatures features, int first, int end) {
    Tensor batch = Tensors.empty(end - first, (features.blocks() + 1L) * features.dim());
    FloatBuffer buffer = Tensors.buffer(batch);
    for (int image = first; image < end; image++) {
      buffer.put(features.rows()[image]);
    }
    return batch;
  }

  private List<HeadAccuracy> evaluate() {
    long[][] hits = new long[groups.size()][];
    Arrays.setAll(hits, i -> new long[groups.get(i).rates().size()]);
    for (int first = 0; first < validation.size(); first += BLOCK) {
      int end = Math.min(validation.size(), first + BLOCK);
      int[] labels = Arrays.copyOfRange(validation.labels(), first, end);
      try (Scope scope = Scope.open()) {
        Tensor block = gather(validation, first, end);
        ParallelLoop.run(
            groups.size(),
            (_, turn) -> {
              int group = longestFirst[turn];
              long[] found = groups.get(group).hits(block, labels);
              Arrays.setAll(hits[group], head -> hits[group][head] + found[head]);
            });
      }
    }
    List<HeadAccuracy> accuracies = new ArrayList<>();
    for (int group = 0; group < hits.length; group++) {
      for (int head = 0; head < hits[group].length; head++) {
        accuracies.add(
            new HeadAccuracy(
                options.inputs().get(accuracies.size() / options.rates().size()),
                groups.get(group).rates().get(head),
                step,
                (double) hits[group][head] / validation.size()));
      }
    }
    return accuracies;
  }

  private static HeadAccuracy best(List<HeadAccuracy> heads) {
    HeadAccuracy best = heads.getFirst();
    for (HeadAccuracy head : heads) {
      best = head.top1() > best.top1() ? head : best;
    }
    return best;
  }

  /**
   * The head that is best on the validation images after all steps.
   *
   * @param classNames one a class
   * @throws IllegalStateException if steps are left
   */
  public LinearResult result(List<String> classNames) {
    if (!isDone()) {
      throw new IllegalStateException("%d of %d steps".formatted(step, options.steps()));
    }
    if (latest.isEmpty()) { // gone on from the state after the last step
      latest = evaluate();
    }
    HeadAccuracy best = best(latest);
    return new LinearResult(
        head(latest.indexOf(best), best.input(), classNames), best, latest, List.copyOf(history));
  }

  private LinearHead head(int number, ProbeInput input, List<String> classNames) {
    int left = number;
    int group = 0;
    while (left >= groups.get(group).rates().size()) {
      left -= groups.get(group++).rates().size();
    }
    try (Scope scope = Scope.open()) {
      return new LinearHead(
          Tensors.toFloats(groups.get(group).weight(left)),
          Tensors.toFloats(groups.get(group).bias(left)),
          classNames,
          input);
    }
  }

  /** Writes everything that is needed to go on; the file appears whole or not at all. */
  public void save(Path file) {
    SweepState.write(file, groups, new SweepState(options.fingerprint(), step, history));
  }

  /**
   * Goes on where another run of the same options and features was when it was saved.
   *
   * @throws DinoException if the file is damaged, or of other options or features
   */
  public void load(Path file) {
    SweepState state = SweepState.read(file, groups, options);
    step = state.step();
    history.clear();
    history.addAll(state.history());
    latest = List.of();
  }

  @Override
  public void close() {
    groups.forEach(HeadGroup::close);
    groups.clear();
  }
}
