package io.github.dino4j.features.index;

import io.github.dino4j.base.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The ids that a run came across, in 8 to 16 bytes each: only hashes are kept. Two of ten million
 * ids have the same one with a chance of three in a million. For one thread.
 */
final class SeenIds {
  private static final int FIRST_CAPACITY = 1 << 10;

  private long[] slots = new long[FIRST_CAPACITY]; // open addressing; 0 is free
  private int size;

  /** Adds an id; false where it was there. */
  boolean add(String id) {
    if (4L * size >= 3L * slots.length) {
      grow();
    }
    boolean isNew = insert(hash(id));
    size += isNew ? 1 : 0;
    return isNew;
  }

  boolean contains(String id) {
    long hash = hash(id);
    return slots[place(hash)] == hash;
  }

  private boolean insert(long hash) {
    int place = place(hash);
    boolean isNew = slots[place] == 0;
    slots[place] = hash;
    return isNew;
  }

  /** Where a hash stands, or would. */
  private int place(long hash) {
    int place = (int) hash & (slots.length - 1);
    while (slots[place] != 0 && slots[place] != hash) {
      place = (place + 1) & (slots.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(old.length, 2)];
    for (long hash : old) {
      if (hash != 0) {
        insert(hash);
      }
    }
  }

  private static long hash(String id) {
    byte[] digest = Sha256.digest().digest(id.getBytes(StandardCharsets.UTF_8));
    long hash = ByteBuffer.wrap(digest).getLong();
    return hash == 0 ? 1 : hash;
  }
}
