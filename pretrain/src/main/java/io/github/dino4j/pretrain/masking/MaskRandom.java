package io.github.dino4j.pretrain.masking;

import io.github.dino4j.image.random.RandomDraws;
import java.util.random.RandomGenerator;

/** Where masks get their randomness: Python's {@code random}, as the reference uses it. */
public interface MaskRandom {
  /** A number between {@code low} and {@code high}, which may be the smaller one. */
  double uniform(double low, double high);

  /** A whole number from {@code low} to {@code high}, both included. */
  int integer(int low, int high);

  /** A permutation of 0 to {@code count - 1}. */
  default int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = integer(0, i);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Draws from the stream of another library; from Python's they are the reference's. */
  static MaskRandom from(RandomDraws draws) {
    return new MaskRandom() {
      @Override
      public double uniform(double low, double high) {
        return draws.uniform(low, high);
      }

      @Override
      public int integer(int low, int high) {
        return low + draws.integer(high - low + 1);
      }

      @Override
      public int[] permutation(int count) {
        return draws.permutation(count);
      }
    };
  }

  /** Draws from a Java generator. */
  static MaskRandom from(RandomGenerator generator) {
    return new MaskRandom() {
      @Override
      public double uniform(double low, double high) {
        return low + (high - low) * generator.nextDouble();
      }

      @Override
      public int integer(int low, int high) {
        return generator.nextInt(low, high + 1);
      }
    };
  }
}
