package io.github.dino4j.pretrain.data;

import io.github.dino4j.image.random.TorchRandom;

/**
 * Every process shuffles its own share in every round, seeded by the round, so that a late round
 * costs no more than the first. What a process sees is the same for ever, and the remainder of the
 * division is never visited; both as in the reference.
 *
 * @param shard the images of this process, in an order of their own
 */
record ShardedSampler(int[] shard, long firstSeed, Shuffle shuffle) implements IndexSampler {
  private static final int ROUND_SHIFT = 24;

  /** A new array with the same numbers in random order. */
  interface Shuffle {
    int[] apply(int[] shard, TorchRandom random);
  }

  static ShardedSampler of(int images, Shard share, long seed, Shuffle shuffle) {
    int[] all = new TorchRandom(seed).permutation(images);
    int[] shard = IndexSampler.slice(all, share, images / share.count());
    return new ShardedSampler(shard, seed + share.rank(), shuffle);
  }

  /** The reference's {@code _shuffle_tensor_slice}. */
  static int[] insideOut(int[] shard, TorchRandom random) {
    int[] order = new int[shard.length];
    for (int i = 0; i < shard.length; i++) {
      int j = i > 0 ? random.integer(i + 1) : 0;
      order[i] = order[j];
      order[j] = shard[i];
    }
    return order;
  }

  /** The reference's {@code _new_shuffle_tensor_slice}. */
  static int[] permuted(int[] shard, TorchRandom random) {
    int[] order = random.permutation(shard.length);
    for (int i = 0; i < order.length; i++) {
      order[i] = shard[order[i]];
    }
    return order;
  }

  @Override
  public int length() {
    return shard.length;
  }

  @Override
  public int[] order(long round) {
    return shuffle.apply(shard, new TorchRandom(firstSeed + (round << ROUND_SHIFT)));
  }
}
