package io.github.dino4j.pretrain.objective;

import static io.github.dino4j.torch.Ops.isType;

import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.x86.LinearKernel;
import io.github.dino4j.torch.x86.LinearShape;
import io.github.dino4j.torch.x86.LinearSource;
import io.github.dino4j.torch.x86.LinearTarget;
import io.github.dino4j.torch.x86.PanelKernel;
import io.github.dino4j.torch.x86.PanelShape;
import io.github.dino4j.torch.x86.Processor;
import io.github.dino4j.torch.x86.ScoreGradientKernel;
import io.github.dino4j.torch.x86.ScoreShape;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What is computed on a {@link #CHUNK} of prototypes and a block of samples, while it lies in the
 * cache. Blocks have one of few sizes, so kernels are made once and stay.
 *
 * @param scores prototypes times samples in tiles
 * @param gradients of scores
 * @param prototypeGradient gradients of scores times pairs of samples
 * @param fullTile gradients of 64 samples: transposed gradients of scores times pairs of prototypes
 * @param lastTile the same for the samples that are left, or 64
 * @param pairing of 64 columns of prototypes
 */
record ScoreKernels(
    LinearKernel scores,
    ScoreGradientKernel gradients,
    LinearKernel prototypeGradient,
    LinearKernel fullTile,
    LinearKernel lastTile,
    PanelKernel pairing) {
  /** Prototypes of a chunk. */
  static final int CHUNK = 128;

  static final int TILE = LinearShape.TILE;

  /** Of the student's scores, to exponents of two. */
  static final float STUDENT_FACTOR =
      (float) (SoftmaxTargets.LOG2_E / PrototypeLoss.STUDENT_TEMPERATURE);

  private record Size(int samples, int width) {}

  private static final Map<Size, ScoreKernels> MADE = new ConcurrentHashMap<>();

  /** Whether kernels are the way to work with these prototypes: the one place that decides. */
  static boolean suit(Tensor prototypes) {
    return prototypes.is_cpu()
        && isType(prototypes, ScalarType.BFloat16)
        && prototypes.size(0) % CHUNK == 0
        && prototypes.size(1) % TILE == 0
        && Processor.runs(ElementType.BF16);
  }

  /**
   * @param samples of a block, a multiple of 16
   * @param width of the bottleneck
   */
  static ScoreKernels of(int samples, int width) {
    return MADE.computeIfAbsent(
        new Size(samples, width), ignored -> make(samples, width, Arena.global()));
  }

  private static ScoreKernels make(int samples, int width, Arena arena) {
    ElementType bf16 = ElementType.BF16;
    LinearKernel scores =
        product(LinearSource.ofRows(bf16, CHUNK, width), LinearTarget.write(bf16, samples), arena);
    LinearKernel prototypeGradient =
        product(LinearSource.ofRows(bf16, CHUNK, samples), LinearTarget.add(width), arena);
    int rest = samples % TILE == 0 ? TILE : samples % TILE;
    return new ScoreKernels(
        scores,
        ScoreGradientKernel.of(ScoreShape.of(bf16, CHUNK, samples), STUDENT_FACTOR, arena),
        prototypeGradient,
        sampleGradient(samples, Math.min(samples, TILE), width),
        sampleGradient(samples, rest, width),
        PanelKernel.of(new PanelShape(bf16, CHUNK, 2 * width, false), arena));
  }

  private static LinearKernel sampleGradient(int samples, int some, int width) {
    LinearSource source =
        LinearSource.ofTile(ElementType.BF16, some, CHUNK).withStride(4 * samples);
    return product(source, LinearTarget.add(width), Arena.global());
  }

  private static LinearKernel product(LinearSource source, LinearTarget target, Arena arena) {
    return LinearKernel.of(new LinearShape(source, false, target), arena);
  }
}
