package io.github.dino4j.model.layout;

import java.util.LinkedHashMap;
import java.util.Map;

/** A layer norm over {@code dim} features, with weight and bias. */
public record NormLayout(String name, int dim) implements PartLayout {
  /** Name of the weight, {@code [dim]}. */
  public String weight() {
    return name + ".weight";
  }

  /** Name of the bias, {@code [dim]}. */
  public String bias() {
    return name + ".bias";
  }

  @Override
  public Map<String, long[]> parameters() {
    Map<String, long[]> parameters = new LinkedHashMap<>();
    parameters.put(weight(), new long[] {dim});
    parameters.put(bias(), new long[] {dim});
    return parameters;
  }
}
