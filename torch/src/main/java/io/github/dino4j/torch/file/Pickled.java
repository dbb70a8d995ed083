package io.github.dino4j.torch.file;

import java.util.List;

/**
 * What a pickle holds besides Java's own {@link String}, {@link Long}, {@link Double}, {@link
 * Boolean}, {@link java.math.BigInteger}, {@code byte[]}, {@link List} (also tuples) and {@link
 * java.util.Map}.
 */
sealed interface Pickled {
  /** Python's None. */
  enum None implements Pickled {
    NONE
  }

  /** A function or class that {@link PickleGlobals} knows, not yet called. */
  record Global(String name) implements Pickled {}

  /** An object of no concern here, such as the arguments of a training run. */
  record Opaque(String name) implements Pickled {}

  /** The memory that tensors view; {@code key} says where it lies. */
  record Storage(DType type, String key, long elements) implements Pickled {}

  /** A tensor in {@code storage}; the type may differ from that of an untyped storage. */
  record View(Storage storage, DType type, StridedView view) implements Pickled {}
}
