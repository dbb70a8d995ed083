package io.github.dino4j.features;

import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.Pixels;

/** On the processor: packed weights, run by oneDNN. */
record PackedBackbone(FrozenTransformer transformer) implements Backbone {
  @Override
  public float[] tokens(Pixels pixels) {
    return transformer.tokens(pixels);
  }

  @Override
  public float[] cls(Pixels pixels) {
    return transformer.cls(pixels);
  }

  @Override
  public String describe() {
    return "processor, " + transformer.describe();
  }

  @Override
  public void close() {
    transformer.close();
  }
}
