package io.github.dino4j.model.weights;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a configuration by the reference's names, known without building the model. */
public final class ParameterShapes {
  private ParameterShapes() {}

  /** Name to shape, in the order of the model. */
  public static Map<String, long[]> of(VisionTransformerConfig config) {
    Map<String, long[]> shapes = embedding(config);
    for (int i = 0; i < config.depth(); i++) {
      String prefix = BlockLayout.prefix(i);
      config.block().parameters().forEach((name, shape) -> shapes.put(prefix + name, shape));
    }
    shapes.putAll(config.finalNorm().parameters());
    return shapes;
  }

  /** Number of values. */
  public static long count(VisionTransformerConfig config) {
    return of(config).values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .sum();
  }

  /** What comes before the blocks. */
  private static Map<String, long[]> embedding(VisionTransformerConfig config) {
    long dim = config.dim();
    long patch = config.patchSize();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("cls_token", new long[] {1, 1, dim});
    shapes.put("pos_embed", new long[] {1, 1 + config.grid().patches(), dim});
    if (config.registers() > 0) {
      shapes.put("register_tokens", new long[] {1, config.registers(), dim});
    }
    shapes.put("mask_token", new long[] {1, dim});
    shapes.put("patch_embed.proj.weight", new long[] {dim, config.channels(), patch, patch});
    shapes.put("patch_embed.proj.bias", new long[] {dim});
    return shapes;
  }
}
