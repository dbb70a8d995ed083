package io.github.dino4j.evaluate.classification.linear;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.evaluate.classification.linear.LinearResult.HeadAccuracy;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A sweep under way, beside the tensors of its heads. The order of images follows from the step.
 *
 * @param fingerprint of the options
 * @param step steps that were taken
 * @param history the best of each evaluation so far
 */
record SweepState(String fingerprint, int step, List<HeadAccuracy> history) {
  private static final String KEY = "linear_sweep";

  static void write(Path file, List<HeadGroup> groups, SweepState state) {
    List<TensorEntry> tensors = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String prefix = i + "/";
      groups
          .get(i)
          .state()
          .forEach((name, tensor) -> tensors.add(FileTensors.entry(prefix + name, tensor)));
    }
    Safetensors.write(file, tensors, Map.of(KEY, state.toJson()));
  }

  private String toJson() {
    return Json.compact(
        Map.of(
            "options",
            fingerprint,
            "step",
            step,
            "history",
            history.stream()
                .map(each ->
                    Map.of(
                        "blocks",
                        each.input().blocks(),
                        "mean_patch",
                        each.input().meanPatch(),
                        "rate",
                        each.rate(),
                        "steps",
                        each.steps(),
                        "top1",
                        each.top1()))
                .toList()));
  }

  /** Reads the tensors into {@code groups}. */
  static SweepState read(Path file, List<HeadGroup> groups, LinearOptions options) {
    try (WeightFile weights = WeightFile.open(file);
        Scope scope = Scope.open()) {
      String json = weights.metadata().get(KEY);
      if (json == null) {
        throw new DinoException(file + ": is no state of a linear sweep");
      }
      SweepState state = of(Json.object(json.getBytes(StandardCharsets.UTF_8)));
      if (!state.fingerprint.equals(options.fingerprint())) {
        throw new DinoException(
            "%s: was begun with other options (%s); remove it to begin anew"
                .formatted(file, state.fingerprint));
      }
      for (int i = 0; i < groups.size(); i++) {
        String prefix = i + "/";
        groups
            .get(i)
            .state()
            .forEach((name, tensor) -> copy(file, weights.get(prefix + name), tensor));
      }
      return state;
    }
  }

  private static void copy(Path file, TensorEntry entry, Tensor tensor) {
    Tensor saved = FileTensors.of(entry);
    if (!Arrays.equals(Tensors.shape(saved), Tensors.shape(tensor))) {
      throw new DinoException(
          "%s: was begun with other features or classes; remove it to begin anew".formatted(file));
    }
    tensor.copy_(saved);
  }

  private static SweepState of(Map<String, Object> json) {
    List<HeadAccuracy> history = new ArrayList<>();
    for (Object each : (List<?>) json.getOrDefault("history", List.of())) {
      Map<?, ?> entry = (Map<?, ?>) each;
      history.add(
          new HeadAccuracy(
              new ProbeInput(
                  number(entry, "blocks").intValue(), Boolean.TRUE.equals(entry.get("mean_patch"))),
              number(entry, "rate").doubleValue(),
              number(entry, "steps").intValue(),
              number(entry, "top1").doubleValue()));
    }
    return new SweepState(
        String.valueOf(json.get("options")), number(json, "step").intValue(), history);
  }

  private static Number number(Map<?, ?> json, String name) {
    if (json.get(name) instanceof Number number) {
      return number;
    }
    throw new DinoException("the state of the linear sweep has no " + name);
  }
}
