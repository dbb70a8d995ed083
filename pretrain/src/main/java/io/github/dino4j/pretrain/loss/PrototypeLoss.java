package io.github.dino4j.pretrain.loss;

import io.github.dino4j.pretrain.logits.LogitKernels;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Value and gradients of {@link Term}s against one set of prototypes, without a graph: the gradient
 * of a logit is {@code weight / 0.1 * (softmax - target)}. Kernels of our own compute it where they
 * suit the prototypes, as they then do the targets; else libtorch.
 */
public sealed interface PrototypeLoss permits KernelLoss, LibtorchLoss {
  /**
   * @param prototypes {@code [K, bottleneck]}, in the type to multiply in
   * @param gradient float32 of the same shape, to which the gradient with respect to them is added:
   *     with 65,536 prototypes a tensor of its own would be one of the largest of a step
   */
  static PrototypeLoss of(Tensor prototypes, Tensor gradient) {
    return LogitKernels.suit(prototypes)
        ? new KernelLoss(prototypes, gradient)
        : new LibtorchLoss(prototypes, gradient);
  }

  /**
   * Evaluates terms, together because they share the prototypes.
   *
   * @param terms with targets of a teacher whose prototypes have the same shape and type
   * @return for each term its value and its gradient with respect to the samples, {@code [rows,
   *     bottleneck]} in float32
   */
  List<LossAndGradient> evaluate(List<Term> terms);
}
