package io.github.dino4j.model.frozen;

import java.lang.foreign.MemorySegment;

/** Lets lanes touch what belongs to one thread, while that thread waits for them. */
final class SharedMemory {
  private SharedMemory() {}

  static MemorySegment of(MemorySegment segment) {
    return segment.isNative()
        ? MemorySegment.ofAddress(segment.address()).reinterpret(segment.byteSize())
        : segment;
  }
}
