package io.github.dino4j.kernels.prototypes;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.TileShape;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.VectorWidth;

/**
 * Logits of some prototypes against some samples, {@code [prototypes, samples]}: samples lie side
 * by side, so that sums over prototypes need no shuffles.
 *
 * @param type of the logits, and of their gradients
 * @param prototypes an even number
 * @param samples a multiple of {@link #UNIT}, at most {@link #MOST}
 * @param stride samples from one prototype to the next, here and in everything else that has a
 *     number for each prototype and sample
 */
public record LogitShape(ElementType type, int prototypes, int samples, int stride) {
  /** What samples are a multiple of, so that they fill vectors. */
  public static final int UNIT = 16;

  /** Each vector of samples has a register of its own. */
  public static final int MOST = VectorWidth.HERE == VectorWidth.ZMM ? 192 : 64;

  public LogitShape {
    boolean fits = prototypes > 0 && prototypes % 2 == 0 && samples > 0 && samples % UNIT == 0;
    if (!fits || samples > MOST || stride < samples) {
      throw new DinoException(
          "no kernel for scores of %d prototypes and %d samples".formatted(prototypes, samples));
    }
  }

  MatrixShape logits(String name) {
    return new MatrixShape(name, type, prototypes, samples, row());
  }

  MatrixShape targets() {
    return new MatrixShape("targets", ElementType.FP32, prototypes, samples, floatRow());
  }

  /** So many numbers in fp32 for each sample. */
  MatrixShape ofSamples(String name, int rows) {
    return MatrixShape.dense(name, ElementType.FP32, rows, samples);
  }

  MatrixShape ofPrototypes(String name) {
    return MatrixShape.vector(name, prototypes);
  }

  TileShape steps(String name) {
    return new TileShape(name, type, prototypes, samples, floatRow());
  }

  int vectors() {
    return samples / Tile.LANES;
  }

  /** Logits without gaps. */
  public static LogitShape of(ElementType type, int prototypes, int samples) {
    return new LogitShape(type, prototypes, samples, samples);
  }

  /** Bytes from the logits of a prototype to those of the next. */
  int row() {
    return type.bytes() * stride;
  }

  /** The same of numbers that are always in fp32. */
  int floatRow() {
    return 4 * stride;
  }

  /** Bytes before the logits of a prototype and a vector of samples. */
  int place(int prototype, int vector) {
    return prototype * row() + vector * Tile.LANES * type.bytes();
  }

  /** Bytes of a number in fp32 for each sample. */
  int floats() {
    return 4 * samples;
  }
}
