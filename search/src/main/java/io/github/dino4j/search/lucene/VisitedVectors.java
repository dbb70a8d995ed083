package io.github.dino4j.search.lucene;

/**
 * Vectors that a search has come by: a hash table of their numbers, which a search fills to some
 * thousands whatever the size of the index, so that it stays in the processor's cache.
 */
final class VisitedVectors {
  /** A number's place is the upper bits of its product with 2³² over the golden ratio. */
  private static final int MULTIPLIER = 0x9e3779b9;

  private int[] table; // numbers plus 1, 0 where there is none
  private int shift;
  private int room;

  /**
   * @param expected how many there will be, roughly
   */
  VisitedVectors(int expected) {
    allocate(Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(expected, 8)) + 1);
  }

  private void allocate(int bits) {
    table = new int[1 << bits];
    shift = Integer.SIZE - bits;
    room = table.length / 2;
  }

  /** Whether it is a new one. */
  boolean add(int vector) {
    int mask = table.length - 1;
    int place = vector * MULTIPLIER >>> shift;
    while (table[place] != 0) {
      if (table[place] == vector + 1) {
        return false;
      }
      place = place + 1 & mask;
    }
    table[place] = vector + 1;
    room--;
    if (room == 0) {
      grow();
    }
    return true;
  }

  private void grow() {
    int[] full = table;
    allocate(Integer.SIZE - shift + 1);
    for (int entry : full) {
      if (entry != 0) {
        add(entry - 1);
      }
    }
  }
}
