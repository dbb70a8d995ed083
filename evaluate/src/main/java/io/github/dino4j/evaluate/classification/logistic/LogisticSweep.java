package io.github.dino4j.evaluate.classification.logistic;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.evaluate.classification.HeldOut;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.logistic.LogisticResult.Fit;
import io.github.dino4j.evaluate.classification.logistic.LogisticResult.Trial;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Logistic regression for a sweep of penalties (dinov2/eval/log_regression.py). The loop is the
 * caller's:
 *
 * <pre>{@code
 * try (LogisticSweep sweep = new LogisticSweep(options, Split.of(train))) {
 *   while (!sweep.isDone()) {
 *     Trial trial = sweep.step();
 *   }
 *   LogisticResult result = sweep.result(classNames);
 * }
 * }</pre>
 */
public final class LogisticSweep implements AutoCloseable {
  private static final String KEY = "logistic_sweep";
  private static final String WEIGHTS = "weights";

  private final LogisticOptions options;
  private final Split split;
  private final LogisticRegression regression;
  private final List<Trial> trials = new ArrayList<>();

  /** Images to learn from and images that choose C. */
  public record Split(LabelledFeatures train, LabelledFeatures validation) {
    public Split {
      if (train.dim() != validation.dim() || train.classes() != validation.classes()) {
        throw new DinoException("training and validation images have other features or classes");
      }
      if (train.size() == 0 || validation.size() == 0) {
        throw new DinoException("logistic needs images to learn from and images to choose C by");
      }
    }

    /** A tenth of the images chooses: the first of torch's permutation for the seed 0. */
    public static Split of(LabelledFeatures images) {
      HeldOut held = HeldOut.tenth(images.size());
      return new Split(images.rows(held.train()), images.rows(held.validation()));
    }

    /** All of them, those to learn from first. */
    LabelledFeatures both() {
      int dim = train.dim();
      float[] values =
          Arrays.copyOf(train.values(), train.values().length + validation.values().length);
      System.arraycopy(
          validation.values(), 0, values, train.values().length, validation.values().length);
      int[] labels = Arrays.copyOf(train.labels(), train.size() + validation.size());
      System.arraycopy(validation.labels(), 0, labels, train.size(), validation.size());
      return new LabelledFeatures(values, dim, labels, train.classes());
    }
  }

  public LogisticSweep(LogisticOptions options, Split split) {
    this.options = options;
    this.split = split;
    this.regression = new LogisticRegression(split.train());
  }

  public boolean isDone() {
    return trials.size() == options.strengths().size();
  }

  /** Values of C that were tried. */
  public int trials() {
    return trials.size();
  }

  /** Fits the next C. */
  public Trial step() {
    Fit fit = regression.fit(options.strengths().get(trials.size()), options);
    LinearHead head = regression.head(LinearHead.numbered(split.train().classes()));
    Trial trial = new Trial(fit, options.criterion().of(head.predict(split.validation())));
    trials.add(trial);
    return trial;
  }

  /**
   * Fits the best C once more, on all images.
   *
   * @throws IllegalStateException if steps are left
   */
  public LogisticResult result(List<String> classNames) {
    if (!isDone()) {
      throw new IllegalStateException(
          "%d of %d values of C".formatted(trials.size(), options.strengths().size()));
    }
    Trial best = trials.getFirst();
    for (Trial trial : trials) {
      best = trial.accuracy() > best.accuracy() ? trial : best;
    }
    try (LogisticRegression last = new LogisticRegression(split.both())) {
      Fit fit = last.fit(best.fit().strength(), options);
      return new LogisticResult(last.head(classNames), best, fit, List.copyOf(trials));
    }
  }

  /** Writes everything that is needed to go on; the file appears whole or not at all. */
  public void save(Path file) {
    double[] weights = regression.weights();
    MemorySegment bytes = Arena.ofAuto().allocate(8L * weights.length, 8);
    MemorySegment.copy(weights, 0, bytes, ValueLayout.JAVA_DOUBLE, 0, weights.length);
    List<Map<String, Object>> done =
        trials.stream()
            .map(trial ->
                Map.<String, Object>of(
                    "objective",
                    trial.fit().objective(),
                    "iterations",
                    trial.fit().iterations(),
                    "accuracy",
                    trial.accuracy()))
            .toList();
    String json = Json.compact(Map.of("options", options.toString(), "trials", done));
    TensorEntry entry = TensorEntry.of(WEIGHTS, DType.F64, new long[] {weights.length}, bytes);
    Safetensors.write(file, List.of(entry), Map.of(KEY, json));
  }

  /**
   * Goes on where another sweep of the same options and features was when it was saved.
   *
   * @throws DinoException if the file is damaged, or of other options or features
   */
  public void load(Path file) {
    try (WeightFile saved = WeightFile.open(file)) {
      Map<String, Object> state =
          Json.object(saved.metadata().getOrDefault(KEY, "{}").getBytes(StandardCharsets.UTF_8));
      TensorEntry weights = saved.get(WEIGHTS);
      if (!options.toString().equals(state.get("options"))
          || weights.elements() != regression.weights().length) {
        throw new DinoException(
            file + ": was begun with other options or features; remove it to begin anew");
      }
      trials.clear();
      for (Object each : (List<?>) state.getOrDefault("trials", List.of())) {
        trials.add(trial((Map<?, ?>) each, options.strengths().get(trials.size())));
      }
      regression.begin(weights.bytes().toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED));
    }
  }

  private static Trial trial(Map<?, ?> json, double strength) {
    if (json.get("objective") instanceof Number objective
        && json.get("iterations") instanceof Number iterations
        && json.get("accuracy") instanceof Number accuracy) {
      return new Trial(
          new Fit(strength, objective.doubleValue(), iterations.intValue()),
          accuracy.doubleValue());
    }
    throw new DinoException("the state of the logistic sweep is damaged");
  }

  @Override
  public void close() {
    regression.close();
  }
}
