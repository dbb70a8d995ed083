package io.github.dino4j.curate.dedup;

import io.github.dino4j.DinoException;
import java.io.Serializable;

/**
 * How near-duplicates are looked for.
 *
 * @param threshold cosine from which on two images are near-duplicates; belongs to the model, see
 *     {@link Calibration}
 * @param listSize vectors that have a candidate list as their own, on average
 * @param mostInList vectors, own and second ones, that a list may hold before it is split
 * @param probes coarse clusters in which the lists of a vector are looked for
 * @param seed of what is drawn
 */
public record DedupOptions(float threshold, int listSize, int mostInList, int probes, long seed)
    implements Serializable {
  private static final int LIST_SIZE = 200;
  private static final int MOST = 5 * LIST_SIZE;
  private static final int PROBES = 8;

  public DedupOptions {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new DinoException(
          "near-duplicates from a cosine of %s on: use a threshold above 0, at most 1"
              .formatted(threshold));
    }
    if (listSize < 1 || mostInList < 2 * listSize || probes < 1) {
      throw new DinoException(
          "candidate lists of %d, at most %d, %d probes: lists hold each vector twice"
              .formatted(listSize, mostInList, probes));
    }
  }

  /** Lists of 200, at most 1,000 with second ones, and eight probes. */
  public static DedupOptions of(float threshold, long seed) {
    return new DedupOptions(threshold, LIST_SIZE, MOST, PROBES, seed);
  }

  public DedupOptions withListSize(int size, int most) {
    return new DedupOptions(threshold, size, most, probes, seed);
  }

  public DedupOptions withProbes(int count) {
    return new DedupOptions(threshold, listSize, mostInList, count, seed);
  }
}
