package io.github.dino4j.pretrain.logits;

import io.github.dino4j.kernels.prototypes.LogSumKernel;
import io.github.dino4j.kernels.prototypes.LogitShape;
import io.github.dino4j.kernels.prototypes.PrototypeSumKernel;
import io.github.dino4j.kernels.prototypes.TargetKernel;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is computed on a chunk of the logits of a {@link LogitGroup}. Made once, they stay. */
record ExponentKernels(LogSumKernel logSums, TargetKernel targets, PrototypeSumKernel sums) {
  private static final Map<LogitShape, ExponentKernels> MADE = new ConcurrentHashMap<>();

  static ExponentKernels of(LogitShape shape) {
    return MADE.computeIfAbsent(shape, ExponentKernels::make);
  }

  private static ExponentKernels make(LogitShape shape) {
    Arena arena = Arena.global();
    return new ExponentKernels(
        LogSumKernel.of(shape, arena),
        TargetKernel.of(shape, arena),
        PrototypeSumKernel.of(shape, arena));
  }
}
