package io.github.dino4j.features;

import io.github.dino4j.model.Layers;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.torch.Computation;

/** On the processor: packed weights, run by oneDNN or kernels. */
record PackedBackbone(FrozenTransformer transformer) implements FrozenBackbone {
  @Override
  public float[] layers(Pixels pixels, Layers layers) {
    return transformer.layers(pixels, layers);
  }

  @Override
  public float[] cls(Pixels pixels) {
    return transformer.cls(pixels);
  }

  @Override
  public Computation computation() {
    return transformer.computation();
  }

  @Override
  public String describe() {
    return "processor, %d threads, %s".formatted(transformer.threads(), computation());
  }

  @Override
  public void close() {
    transformer.close();
  }
}
