package io.github.dino4j.torch;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.x86.Processor;
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
  private static volatile boolean started;

  private Torch() {}

  /**
   * Idempotent and thread-safe.
   *
   * @throws DinoException if the user's {@linkplain InstructionSet#limit limit} names no
   *     instruction set
   */
  public static void start() {
    if (!started) {
      startOnce();
    }
  }

  private static synchronized void startOnce() {
    if (started) {
      return;
    }
    NativeEnvironment.prepare();
    openblas.blas_set_num_threads(1);
    int cores = Runtime.getRuntime().availableProcessors();
    org.bytedeco.pytorch.global.torch.set_num_threads(cores);
    if (InstructionSet.limit().isPresent()
        && !Processor.instructions().has(InstructionSet.AVX512)) {
      // libtorch hands products in bf16 to oneDNN by what the processor has, and with less than
      // AVX-512 oneDNN refuses them
      org.bytedeco.pytorch.global.torch.globalContext().setUserEnabledMkldnn(false);
    }
    started = true;
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
}
