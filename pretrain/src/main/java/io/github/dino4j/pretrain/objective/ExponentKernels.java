package io.github.dino4j.pretrain.objective;

import io.github.dino4j.torch.x86.LogSumKernel;
import io.github.dino4j.torch.x86.PrototypeSumKernel;
import io.github.dino4j.torch.x86.ScoreShape;
import io.github.dino4j.torch.x86.TargetKernel;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is computed on a chunk of the scores of a {@link ScoreGroup}. Made once, they stay. */
record ExponentKernels(LogSumKernel logSums, TargetKernel targets, PrototypeSumKernel sums) {
  private static final Map<ScoreShape, ExponentKernels> MADE = new ConcurrentHashMap<>();

  static ExponentKernels of(ScoreShape shape) {
    return MADE.computeIfAbsent(shape, ExponentKernels::make);
  }

  private static ExponentKernels make(ScoreShape shape) {
    Arena arena = Arena.global();
    return new ExponentKernels(
        LogSumKernel.of(shape, arena),
        TargetKernel.of(shape, arena),
        PrototypeSumKernel.of(shape, arena));
  }
}
