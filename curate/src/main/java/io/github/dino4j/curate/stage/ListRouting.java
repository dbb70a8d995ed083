package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.dedup.ListCut;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which receiver gets which candidate lists: so many lists that each holds about as many vectors. A
 * list that no receiver could hold is cut into parts, which are bins like the others. It follows
 * from the sizes of lists in the sample, so it is the same wherever tasks run.
 *
 * @param sizes vectors of each list, own and second, as the sample makes expect
 * @param firstBin of each list, and the number of all
 * @param receiverOfBin rising
 */
record ListRouting(long[] sizes, int[] firstBin, int[] receiverOfBin, long seed)
    implements Serializable {
  /** Vectors that a receiver gets, about: 100 MB of 384 values. */
  private static final int RECEIVER = 1 << 16;

  /** Vectors that a bin may hold. */
  private static final int BIN = 2 * RECEIVER;

  static ListRouting of(long[] sizes, long seed) {
    int[] firstBin = new int[sizes.length + 1];
    List<Integer> receivers = new ArrayList<>();
    int receiver = 0;
    long filled = 0;
    for (int list = 0; list < sizes.length; list++) {
      int parts = cut(sizes[list], seed).parts();
      firstBin[list + 1] = firstBin[list] + Math.max(1, parts);
      for (int i = 0; i < Math.max(1, parts); i++) {
        if (filled >= RECEIVER) {
          receiver++;
          filled = 0;
        }
        receivers.add(receiver);
        filled += sizes[list] / Math.max(1, parts);
      }
    }
    int[] receiverOfBin = receivers.stream().mapToInt(Integer::intValue).toArray();
    return new ListRouting(sizes, firstBin, receiverOfBin, seed);
  }

  private static ListCut cut(long size, long seed) {
    return new ListCut(size, BIN, seed);
  }

  int receivers() {
    return receiverOfBin[receiverOfBin.length - 1] + 1;
  }

  /** Sends a vector of a list to its bin, or to all bins of the list where it is a pivot. */
  void route(int list, int row, int place, VectorPacket.Sorter sorter) {
    ListCut cut = cut(sizes[list], seed);
    if (cut.isPivot(row)) {
      for (int bin = firstBin[list]; bin < firstBin[list + 1]; bin++) {
        sorter.add(receiverOfBin[bin], place, bin);
      }
    } else {
      int part = firstBin[list + 1] - firstBin[list] == 1 ? 0 : cut.part(row);
      int bin = firstBin[list] + part;
      sorter.add(receiverOfBin[bin], place, bin);
    }
  }
}
