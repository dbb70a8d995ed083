package io.github.dino4j.torch.pickle;

import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.StridedView;
import java.util.List;

/**
 * What a pickle holds besides Java's own {@link String}, {@link Long}, {@link Double}, {@link
 * Boolean}, {@link java.math.BigInteger}, {@code byte[]}, {@link List} (also tuples) and {@link
 * java.util.Map}.
 */
public sealed interface Pickled {
  /** Python's None. */
  enum None implements Pickled {
    NONE
  }

  /** A function or class, not yet called. */
  record Global(String name, PickleNames.Kind kind) implements Pickled {}

  /** An object of no concern here, such as the arguments of a training run. */
  record Opaque(String name) implements Pickled {}

  /** A layer or a whole model of PyTorch as an object of its class. */
  record Module(String name) implements Pickled {}

  /** A tensor, or the memory of one, of a type that is not read: complex, quantised. */
  record Unsupported(String type) implements Pickled {}

  /** The memory that tensors view; {@code key} says where it lies. */
  record Storage(DType type, String key, long elements) implements Pickled {}

  /** A tensor in {@code storage}; the type may differ from that of an untyped storage. */
  record View(Storage storage, DType type, StridedView view) implements Pickled {}
}
