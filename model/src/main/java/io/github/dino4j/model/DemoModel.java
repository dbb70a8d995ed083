package io.github.dino4j.model;

import io.github.dino4j.model.VisionTransformerConfig.Biases;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.TensorEntry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The model that comes with the library, for a first look without a download. Its weights are drawn
 * at random from a fixed seed, so its features show colour and texture and no meaning.
 */
public final class DemoModel {
  /** What the command line calls it. */
  public static final String NAME = "demo";

  private static final long SEED = 20230414;

  private DemoModel() {}

  /** ViT-Ti/14: 5.5 M parameters. LayerScale starts at 1, or untrained blocks would do nothing. */
  public static VisionTransformerConfig config() {
    return new VisionTransformerConfig(
        224, 14, 3, 192, 12, 3, 768, FeedForward.MLP, 0, Biases.ALL, 1.0, PositionMode.OFFSET);
  }

  /** Its weights by the reference's names; the same on every machine with AVX2. */
  public static Map<String, TensorEntry> weights() {
    Map<String, TensorEntry> weights = new LinkedHashMap<>();
    try (Scope scope = Scope.open();
        VisionTransformer model = Initialization.of(config(), SEED)) {
      model
          .parameters()
          .named()
          .forEach((name, parameter) ->
              weights.put(
                  name,
                  TensorEntry.of(name, Tensors.toFloats(parameter), Tensors.shape(parameter))));
    }
    return weights;
  }
}
