package io.github.dino4j.torch.file;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The strict contract between a model's parameters and a file's tensors. */
public final class StateDict {
  /** A model of another architecture fits nowhere; the first places say enough. */
  private static final int TOLD = 4;

  private StateDict() {}

  /**
   * Checks names and shapes.
   *
   * @param expected parameter name to shape
   * @throws DinoException naming the first missing, unexpected and misshapen tensors
   */
  public static void requireFit(Map<String, long[]> expected, Map<String, TensorEntry> given) {
    List<String> faults = new ArrayList<>();
    expected.forEach((name, shape) -> {
      TensorEntry entry = given.get(name);
      if (entry == null) {
        faults.add("missing " + name);
      } else if (!entry.hasShape(shape)) {
        faults.add(
            "%s is %s, not %s"
                .formatted(name, TensorEntry.describe(entry.shape()), TensorEntry.describe(shape)));
      }
    });
    given.keySet().stream()
        .filter(name -> !expected.containsKey(name))
        .forEach(name -> faults.add("unexpected " + Quoted.of(name)));
    refuse(faults, "the weights do not fit the model: ");
  }

  /**
   * Reads every value once.
   *
   * @throws DinoException naming the first tensors that hold NaN or infinity
   */
  public static void requireFinite(Map<String, TensorEntry> entries) {
    List<String> faults =
        entries.values().parallelStream()
            .filter(entry -> !entry.isFinite())
            .map(entry -> Quoted.of(entry.name()))
            .toList();
    refuse(faults, "the weights hold NaN or infinite values, in ");
  }

  private static void refuse(List<String> faults, String sentence) {
    if (!faults.isEmpty()) {
      String more = faults.size() > TOLD ? "; and %d more".formatted(faults.size() - TOLD) : "";
      throw new DinoException(
          sentence + faults.stream().limit(TOLD).collect(Collectors.joining("; ")) + more);
    }
  }
}
