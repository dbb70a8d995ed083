package io.github.dino4j.evaluate.segmentation.training;

import java.util.List;

/**
 * Gradients of a head's parameters.
 *
 * @param weight of the convolution, {@code [classes, dim]}
 * @param bias of the convolution, {@code [classes]}
 * @param normWeight {@code [dim]}
 * @param normBias {@code [dim]}
 */
record HeadGradients(float[] weight, float[] bias, float[] normWeight, float[] normBias) {
  List<float[]> all() {
    return List.of(weight, bias, normWeight, normBias);
  }
}
