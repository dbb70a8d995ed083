package io.github.dino4j.model;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * How images of several sizes lie one after the other in one {@code [tokens, dim]} tensor, so that
 * linear layers and norms run over all of them at once and only attention goes size by size.
 *
 * @param groups images of one size each, in order
 */
record Packing(List<Group> groups) {
  /** {@code batch} images of {@code length} tokens each. */
  record Group(long batch, long length) {
    long tokens() {
      return batch * length;
    }
  }

  /** Packs {@code [batch, length, dim]} tensors. */
  static Packing of(List<Tensor> tokens) {
    return new Packing(tokens.stream().map(x -> new Group(x.size(0), x.size(1))).toList());
  }

  /**
   * The rows of each group of a {@code [tokens, features]} tensor, as {@code [batch, length,
   * features]} views.
   */
  List<Tensor> split(Tensor packed) {
    long[] tokens = groups.stream().mapToLong(Group::tokens).toArray();
    List<Tensor> parts = io.github.dino4j.torch.Ops.split(packed, tokens, 0);
    return IntStream.range(0, tokens.length)
        .mapToObj(
            i -> parts.get(i).view(groups.get(i).batch(), groups.get(i).length(), packed.size(-1)))
        .toList();
  }

  /** The inverse of {@link #split}. */
  static Tensor pack(List<Tensor> tokens) {
    return io.github.dino4j.torch.Ops.cat(
        IntStream.range(0, tokens.size()).mapToObj(i -> tokens.get(i).flatten(0, 1)).toList(), 0);
  }
}
