package io.github.dino4j.benchmarks;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.Weights;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Weights of the right sizes that keep activations in a usual range. */
record RandomWeights(VisionTransformerConfig config, Random random) implements Weights {
  @Override
  public MemorySegment get(String name) {
    int dim = config.dim();
    String leaf = name.substring(name.lastIndexOf('.') + 1);
    String layer = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    boolean norm = layer.endsWith("norm1") || layer.endsWith("norm2") || layer.equals("norm");
    if (norm || leaf.equals("gamma")) {
      return draw(dim, leaf.equals("bias") ? 0 : 1, 0.1);
    }
    if (name.equals("pos_embed")) {
      return draw((1 + config.grid().patches()) * dim, 0, 0.5);
    }
    if (leaf.endsWith("token") || leaf.endsWith("tokens")) {
      return draw(leaf.endsWith("tokens") ? config.registers() * dim : dim, 0, 0.5);
    }
    int outputs = outputs(layer);
    int inputs = inputs(layer);
    return leaf.equals("bias")
        ? draw(outputs, 0, 0.1)
        : draw(outputs * inputs, 0, 1 / Math.sqrt(inputs));
  }

  private int outputs(String layer) {
    return switch (layer.substring(layer.lastIndexOf('.') + 1)) {
      case "qkv" -> 3 * config.dim();
      case "fc1" -> config.hidden();
      case "w12" -> 2 * config.hidden();
      default -> config.dim();
    };
  }

  private int inputs(String layer) {
    if (layer.startsWith("patch_embed")) {
      return config.channels() * config.patchSize() * config.patchSize();
    }
    return layer.endsWith("fc2") || layer.endsWith("w3") ? config.hidden() : config.dim();
  }

  private MemorySegment draw(int count, double mean, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian(mean, deviation);
    }
    return MemorySegment.ofArray(values);
  }
}
