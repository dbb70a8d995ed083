package io.github.dino4j.pretrain.loss;

/** Targets that {@link KernelLoss} makes anew from the teacher's logits, where it needs them. */
sealed interface KernelTargets extends Targets permits SoftmaxTargets, SumOfViews {
  SoftmaxTargets softmax();
}
