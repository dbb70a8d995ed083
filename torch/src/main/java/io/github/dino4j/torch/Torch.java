package io.github.dino4j.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.Map;
import org.bytedeco.openblas.global.openblas;

/**
 * Starts libtorch so that its thread pools do not fight. Every class of this package that touches
 * libtorch calls {@link #start()} first; user code never needs to.
 *
 * <p>OpenBLAS brings threads of its own beside OpenMP's; with both at their defaults a small
 * forward pass is twenty times slower, so OpenBLAS keeps to the calling thread. OpenMP workers wait
 * for the next operation by spinning some ten microseconds and then sleep: woken for each of the
 * thousands of operations of a training step they cost a small model a seventh of it, and spinning
 * on they starve when another process keeps a core busy. libtorch does not log errors, which come
 * as exceptions anyway. Waiting for a sum over GPUs blocks and throws when another process is lost;
 * by default a thread of libtorch's would abort the whole process instead.
 */
public final class Torch {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "OMP_WAIT_POLICY", "passive",
          "GOMP_SPINCOUNT", "1000",
          "KMP_BLOCKTIME", "0",
          "TORCH_CPP_LOG_LEVEL", "FATAL",
          "TORCH_NCCL_BLOCKING_WAIT", "1");

  private Torch() {}

  /** Idempotent and thread-safe. */
  public static void start() {
    Started.load();
  }

  /** Threads that one libtorch operation uses when called from this thread. */
  public static int threads() {
    start();
    return org.bytedeco.pytorch.global.torch.get_num_threads();
  }

  /** Sets {@link #threads()} for the calling thread and for threads that start later. */
  public static void setThreads(int threads) {
    start();
    org.bytedeco.pytorch.global.torch.set_num_threads(threads);
  }

  /** Class initialisation runs once, whichever thread comes first. */
  private static final class Started {
    static {
      ENVIRONMENT.forEach(Started::setEnvironmentIfAbsent);
      openblas.blas_set_num_threads(1);
      int cores = Runtime.getRuntime().availableProcessors();
      org.bytedeco.pytorch.global.torch.set_num_threads(cores);
    }

    static void load() {}

    /** The OpenMP runtime reads the process environment when it loads, which is after this. */
    private static void setEnvironmentIfAbsent(String name, String value) {
      Linker linker = Linker.nativeLinker();
      var setenv = linker.defaultLookup().find("setenv");
      if (setenv.isEmpty()) {
        return; // Windows: its OpenMP runtime waits passively by default
      }
      var descriptor = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
      try (Arena arena = Arena.ofConfined()) {
        int ignored =
            (int)
                linker
                    .downcallHandle(setenv.get(), descriptor)
                    .invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
      } catch (Throwable e) {
        throw new IllegalStateException("setenv failed for " + name, e);
      }
    }
  }
}
