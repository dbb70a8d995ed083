package io.github.dino4j.model.layout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A linear layer, {@code y = scale * (weight x + bias)}. The scale is the LayerScale behind it
 * (layers/layer_scale.py), which every form of the model folds into weight and bias.
 *
 * @param hasBias whether there is a bias
 * @param scale name of the LayerScale parameter; empty without one
 */
public record LinearLayout(
    String name, int inputs, int outputs, boolean hasBias, Optional<String> scale)
    implements PartLayout {
  /** Name of the weight, {@code [outputs, inputs]}. */
  public String weight() {
    return name + ".weight";
  }

  /** Name of the bias, {@code [outputs]}, where there is one. */
  public String bias() {
    return name + ".bias";
  }

  @Override
  public Map<String, long[]> parameters() {
    Map<String, long[]> parameters = new LinkedHashMap<>();
    parameters.put(weight(), new long[] {outputs, inputs});
    if (hasBias) {
      parameters.put(bias(), new long[] {outputs});
    }
    scale.ifPresent(parameter -> parameters.put(parameter, new long[] {outputs}));
    return parameters;
  }
}
