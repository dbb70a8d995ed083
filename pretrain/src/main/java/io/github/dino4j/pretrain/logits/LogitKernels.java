package io.github.dino4j.pretrain.logits;

import static io.github.dino4j.torch.Ops.isType;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import io.github.dino4j.kernels.packing.PanelKernel;
import io.github.dino4j.kernels.packing.PanelShape;
import io.github.dino4j.kernels.packing.TransposingKernel;
import io.github.dino4j.kernels.packing.TransposingShape;
import io.github.dino4j.kernels.prototypes.LogitGradientKernel;
import io.github.dino4j.kernels.prototypes.LogitShape;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What is computed on a {@link #CHUNK} of prototypes and a block of samples, while it lies in the
 * cache. Blocks have one of few sizes, so kernels are made once and stay.
 *
 * @param logits prototypes times samples in tiles
 * @param gradients of logits
 * @param rows of a sample's gradients, made of their steps where products are made in tiles
 * @param prototypeGradient gradients of logits times packed samples
 * @param fullTile gradients of 64 samples: transposed gradients of logits times packed prototypes
 * @param lastTile the same for the samples that are left, or 64
 * @param panels of prototypes, packed for the gradients of samples
 */
public record LogitKernels(
    LinearKernel logits,
    LogitGradientKernel gradients,
    @Nullable TransposingKernel rows,
    LinearKernel prototypeGradient,
    LinearKernel fullTile,
    LinearKernel lastTile,
    PanelKernel panels) {
  /** Prototypes of a chunk. */
  public static final int CHUNK = 128;

  public static final int TILE = LinearShape.TILE;

  /** Of the student's logits, to exponents of two. */
  public static final float STUDENT_FACTOR =
      (float) (SoftmaxTargets.LOG2_E / Logits.STUDENT_TEMPERATURE);

  /**
   * What they are made for.
   *
   * @param samples of a block, a multiple of 16
   * @param width of the bottleneck
   */
  public record Size(ElementType type, int samples, int width) {}

  private static final Map<Size, LogitKernels> MADE = new ConcurrentHashMap<>();

  /** Whether kernels are the way to work with these prototypes: the one place that decides. */
  public static boolean suit(Tensor prototypes) {
    return prototypes.is_cpu()
        && (isType(prototypes, ScalarType.BFloat16) || isType(prototypes, ScalarType.Float))
        && prototypes.size(0) % CHUNK == 0
        && prototypes.size(1) % TILE == 0
        && Processor.runs(type(prototypes));
  }

  /** The type of prototypes that {@link #suit}; logits and gradients of logits have it too. */
  public static ElementType type(Tensor prototypes) {
    return isType(prototypes, ScalarType.Float) ? ElementType.FP32 : ElementType.BF16;
  }

  public static LogitKernels of(Size size) {
    return MADE.computeIfAbsent(size, LogitKernels::make);
  }

  private static LogitKernels make(Size size) {
    ElementType type = size.type();
    int samples = size.samples();
    int width = size.width();
    int rest = samples % TILE == 0 ? TILE : samples % TILE;
    Arena arena = Arena.global();
    return new LogitKernels(
        product(LinearSource.ofRows(type, CHUNK, width), LinearTarget.write(type, samples)),
        LogitGradientKernel.of(LogitShape.of(type, CHUNK, samples), STUDENT_FACTOR, arena),
        LinearSource.inTiles(type) ? rows(samples) : null,
        product(LinearSource.ofRows(type, CHUNK, samples), LinearTarget.add(width)),
        sampleGradient(size, Math.min(samples, TILE)),
        sampleGradient(size, rest),
        PanelKernel.of(new PanelShape(type, CHUNK, type.bytes() * width, false), arena));
  }

  /** Pairs of numbers lie as samples want them, but for a transposition. */
  private static TransposingKernel rows(int samples) {
    return TransposingKernel.of(
        new TransposingShape(ElementType.BF16, CHUNK / 2, 2 * samples, 4 * samples),
        Arena.global());
  }

  private static LinearKernel sampleGradient(Size size, int some) {
    LinearSource source = LinearSource.ofColumns(size.type(), some, CHUNK);
    boolean steps = source.tile();
    return product(
        steps ? source.withStride(4 * size.samples()) : source, LinearTarget.add(size.width()));
  }

  private static LinearKernel product(LinearSource source, LinearTarget target) {
    return LinearKernel.of(new LinearShape(source, false, target), Arena.global());
  }
}
