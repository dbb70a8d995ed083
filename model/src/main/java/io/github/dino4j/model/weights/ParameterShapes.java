package io.github.dino4j.model.weights;

import io.github.dino4j.model.FeedForward;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a configuration by the reference's names, known without building the model. */
public final class ParameterShapes {
  private final VisionTransformerConfig config;
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  private ParameterShapes(VisionTransformerConfig config) {
    this.config = config;
  }

  /** Name to shape, in the order of the model. */
  public static Map<String, long[]> of(VisionTransformerConfig config) {
    ParameterShapes parameters = new ParameterShapes(config);
    parameters.tokens();
    for (int i = 0; i < config.depth(); i++) {
      parameters.block("blocks." + i + ".");
    }
    parameters.norm("norm");
    return parameters.shapes;
  }

  /** Number of values. */
  public static long count(VisionTransformerConfig config) {
    return of(config).values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .sum();
  }

  private void tokens() {
    long dim = config.dim();
    long patch = config.patchSize();
    put("cls_token", 1, 1, dim);
    put("pos_embed", 1, 1 + config.grid().patches(), dim);
    if (config.registers() > 0) {
      put("register_tokens", 1, config.registers(), dim);
    }
    put("mask_token", 1, dim);
    put("patch_embed.proj.weight", dim, config.channels(), patch, patch);
    put("patch_embed.proj.bias", dim);
  }

  private void block(String name) {
    long dim = config.dim();
    long hidden = config.hidden();
    var biases = config.biases();
    norm(name + "norm1");
    linear(name + "attn.qkv", dim, 3 * dim, biases.qkv());
    linear(name + "attn.proj", dim, dim, biases.proj());
    layerScale(name + "ls1");
    norm(name + "norm2");
    if (config.feedForward() == FeedForward.SWIGLU) {
      linear(name + "mlp.w12", dim, 2 * hidden, biases.feedForward());
      linear(name + "mlp.w3", hidden, dim, biases.feedForward());
    } else {
      linear(name + "mlp.fc1", dim, hidden, biases.feedForward());
      linear(name + "mlp.fc2", hidden, dim, biases.feedForward());
    }
    layerScale(name + "ls2");
  }

  private void linear(String name, long in, long out, boolean bias) {
    put(name + ".weight", out, in);
    if (bias) {
      put(name + ".bias", out);
    }
  }

  private void layerScale(String name) {
    if (config.layerScale() != 0) {
      put(name + ".gamma", config.dim());
    }
  }

  private void norm(String name) {
    put(name + ".weight", config.dim());
    put(name + ".bias", config.dim());
  }

  private void put(String name, long... shape) {
    shapes.put(name, shape);
  }
}
