package io.github.dino4j.features;

import io.github.dino4j.model.Layers;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.torch.Computation;

/** A frozen model in one of its two forms. Safe for use by several threads. */
sealed interface FrozenBackbone extends AutoCloseable permits PackedBackbone, TorchBackbone {
  /** All tokens after these blocks, {@code [layers, images, 1 + registers + patches, dim]}. */
  float[] layers(Pixels pixels, Layers layers);

  /** CLS tokens after the final norm, {@code [images, dim]}. */
  float[] cls(Pixels pixels);

  /** The way in which it computes. */
  Computation computation();

  /** Device, threads and the way in words. */
  String describe();

  @Override
  void close();
}
