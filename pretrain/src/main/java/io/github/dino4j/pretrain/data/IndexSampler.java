package io.github.dino4j.pretrain.data;

import io.github.dino4j.image.random.TorchRandom;
import io.github.dino4j.pretrain.config.PretrainConfig.Sampler;

/**
 * How a process goes through its share of the images, round after round, for ever: the samplers of
 * the reference ({@code dinov2/data/samplers.py}), index by index.
 */
interface IndexSampler {
  /** Images in a round, the same in every one; 0 where there are too few images. */
  int length();

  /** The images of a round, from round 0 on, in their order. */
  int[] order(long round);

  /**
   * The rounds of one process.
   *
   * @param images how many there are in all
   */
  static IndexSampler of(Sampler sampler, int images, Shard share, long seed) {
    return switch (sampler) {
      case SHARDED_INFINITE -> ShardedSampler.of(images, share, seed, ShardedSampler::insideOut);
      case SHARDED_INFINITE_NEW -> ShardedSampler.of(images, share, seed, ShardedSampler::permuted);
      case INFINITE -> new InfiniteSampler(images, share, seed);
      case IN_ORDER -> new InOrder(images, share);
    };
  }

  /** Every {@code count}-th of these, from {@code rank} on. */
  static int[] slice(int[] all, Shard share, int length) {
    int[] slice = new int[length];
    for (int i = 0; i < length; i++) {
      slice[i] = all[share.rank() + i * share.count()];
    }
    return slice;
  }

  /** How many of {@code images} are {@code rank}, {@code rank + count} and so on. */
  static int shardOf(int images, Shard share) {
    return Math.max(0, (images - share.rank() + share.count() - 1) / share.count());
  }

  /** Unshuffled. */
  record InOrder(int images, Shard share) implements IndexSampler {
    @Override
    public int length() {
      return shardOf(images, share);
    }

    @Override
    public int[] order(long round) {
      int[] order = new int[length()];
      for (int i = 0; i < order.length; i++) {
        order[i] = share.rank() + i * share.count();
      }
      return order;
    }
  }

  /**
   * All images are shuffled in every round and shared out anew, from one stream of random numbers:
   * to go on in a late round the numbers of those before are drawn and thrown away.
   */
  final class InfiniteSampler implements IndexSampler {
    private final int images;
    private final Shard share;
    private final long seed;
    private TorchRandom random;
    private long next;

    InfiniteSampler(int images, Shard share, long seed) {
      this.images = images;
      this.share = share;
      this.seed = seed;
      this.random = new TorchRandom(seed);
    }

    @Override
    public int length() {
      return shardOf(images, share);
    }

    @Override
    public int[] order(long round) {
      if (round < next) {
        random = new TorchRandom(seed);
        next = 0;
      }
      for (; next < round; next++) {
        for (int i = 0; i < images; i++) {
          random.integer(images - i);
        }
      }
      next++;
      return slice(shuffled(), share, length());
    }

    /** Unlike {@link TorchRandom#permutation} it draws for the last place too. */
    private int[] shuffled() {
      int[] order = new InOrder(images, Shard.ALL).order(0);
      for (int i = 0; i < images; i++) {
        int j = i + random.integer(images - i);
        int drawn = order[j];
        order[j] = order[i];
        order[i] = drawn;
      }
      return order;
    }
  }
}
