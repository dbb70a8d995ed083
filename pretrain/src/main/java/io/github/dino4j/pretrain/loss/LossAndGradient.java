package io.github.dino4j.pretrain.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * What a loss returns. Both tensors belong to the scope in which it was evaluated.
 *
 * @param value a scalar, without the scale of the gradient
 * @param gradient with respect to what the loss was evaluated on, of the same shape, times its
 *     scale
 */
public record LossAndGradient(Tensor value, Tensor gradient) {}
