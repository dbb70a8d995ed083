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

  /**
   * @param samples of the group
   * @param block samples of the block that it is a part of
   */
  static ExponentKernels of(int samples, int block) {
    return MADE.computeIfAbsent(
        new ScoreShape(ScoreKernels.CHUNK, samples, block), ExponentKernels::make);
  }

  private static ExponentKernels make(ScoreShape shape) {
    Arena arena = Arena.global();
    return new ExponentKernels(
        LogSumKernel.of(shape, arena),
        TargetKernel.of(shape, arena),
        PrototypeSumKernel.of(shape, arena));
  }
}
