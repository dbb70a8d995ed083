package io.github.dino4j.kernels.threads;

import java.lang.foreign.MemorySegment;

/** Lets workers touch what belongs to one thread, while that thread waits for them. */
public final class SharedMemory {
  private SharedMemory() {}

  public static MemorySegment of(MemorySegment segment) {
    return segment.isNative()
        ? MemorySegment.ofAddress(segment.address()).reinterpret(segment.byteSize())
        : segment;
  }
}
