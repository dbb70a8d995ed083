package io.github.dino4j.benchmarks;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.packing.Weights;
import io.github.dino4j.model.weights.ParameterShapes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Weights of the right sizes that keep activations in a usual range. */
record RandomWeights(Map<String, long[]> shapes, Random random) implements Weights {
  RandomWeights(VisionTransformerConfig config, Random random) {
    this(ParameterShapes.of(config), random);
  }

  @Override
  public MemorySegment get(String name) {
    long[] shape = Objects.requireNonNull(shapes.get(name), name);
    int count = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (name.endsWith("bias")) {
      return draw(count, 0, 0.1);
    }
    if (name.endsWith("token") || name.endsWith("tokens") || name.equals("pos_embed")) {
      return draw(count, 0, 0.5);
    }
    return shape.length == 1
        ? draw(count, 1, 0.1) // of a norm or LayerScale
        : draw(count, 0, 1 / Math.sqrt((double) count / shape[0])); // [outputs, inputs..]
  }

  private MemorySegment draw(int count, double mean, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian(mean, deviation);
    }
    return MemorySegment.ofArray(values);
  }
}
