package io.github.dino4j.kernels;

/**
 * Numbers in native memory that a kernel reads or writes. They belong to someone else, who keeps
 * them for as long.
 */
public sealed interface Operand permits Matrix, PackedTile {
  /** Of the first number. */
  long address();

  ElementType type();
}
