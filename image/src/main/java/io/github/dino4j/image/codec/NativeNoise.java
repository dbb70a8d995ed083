package io.github.dino4j.image.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the remarks of native decoders off the terminal. OpenCV's own log is switched off by its
 * environment variable, which it reads as it loads. libjpeg prints on readable but odd photos
 * ("Corrupt JPEG data: 1 extraneous bytes before marker 0xd9") with C's {@code stderr}, and there
 * is no switch, so that variable points to the null device while a picture is decoded; Java's own
 * error stream does not pass there. Where the C library has no such names nothing happens.
 */
final class NativeNoise {
  /** Ends the silence; no exception. */
  interface Silence extends AutoCloseable {
    @Override
    void close();
  }

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
  private static final @Nullable MemorySegment STDERR = find("stderr", "__stderrp").orElse(null);
  private static final MemorySegment NULL_DEVICE = openNullDevice();
  private static MemorySegment terminal = MemorySegment.NULL;
  private static int silences;

  private NativeNoise() {}

  /** Call before OpenCV's libraries load. A level that the user set stays. */
  static void switchOpenCvLogOff() {
    MethodHandle setenv =
        function("setenv", ValueLayout.JAVA_INT, POINTER, POINTER, ValueLayout.JAVA_INT);
    if (setenv == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("OPENCV_LOG_LEVEL");
      int done = (int) setenv.invokeExact(name, arena.allocateFrom("OFF"), 0);
      assert done == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("setenv failed", e);
    }
  }

  /** Silence until closed; may overlap with that of other threads. */
  static Silence silenced() {
    MemorySegment variable = STDERR;
    if (variable == null || NULL_DEVICE.equals(MemorySegment.NULL)) {
      return () -> {};
    }
    synchronized (NativeNoise.class) {
      if (silences++ == 0) {
        terminal = variable.get(ValueLayout.ADDRESS, 0);
        variable.set(ValueLayout.ADDRESS, 0, NULL_DEVICE);
      }
    }
    return () -> restore(variable);
  }

  private static synchronized void restore(MemorySegment variable) {
    if (--silences == 0) {
      variable.set(ValueLayout.ADDRESS, 0, terminal);
    }
  }

  private static Optional<MemorySegment> find(String name, String elsewhere) {
    var libc = LINKER.defaultLookup();
    return libc.find(name)
        .or(() -> libc.find(elsewhere))
        .map(variable -> variable.reinterpret(POINTER.byteSize()));
  }

  private static MemorySegment openNullDevice() {
    MethodHandle fopen = function("fopen", POINTER, POINTER, POINTER);
    if (fopen == null) {
      return MemorySegment.NULL;
    }
    try (Arena arena = Arena.ofConfined()) {
      return (MemorySegment)
          fopen.invokeExact(arena.allocateFrom("/dev/null"), arena.allocateFrom("w"));
    } catch (Throwable e) {
      throw new IllegalStateException("fopen failed", e);
    }
  }

  private static @Nullable MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER
        .defaultLookup()
        .find(name)
        .map(f -> LINKER.downcallHandle(f, FunctionDescriptor.of(result, arguments)))
        .orElse(null);
  }
}
