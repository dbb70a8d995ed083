package io.github.dino4j.kernels;

import io.github.dino4j.DinoException;

/** A call of a native function through a method handle. */
@FunctionalInterface
public interface NativeCall {
  /** What the function returns. */
  int run() throws Throwable;

  /**
   * The result of a call.
   *
   * @throws DinoException if the call itself goes wrong, which its declared types rule out
   */
  static int unchecked(NativeCall call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new DinoException("a native call failed: " + e.getMessage(), e);
    }
  }
}
