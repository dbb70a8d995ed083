package io.github.dino4j.pretrain.distributed;

import org.bytedeco.pytorch.Tensor;

/**
 * The processes that train one model together. What they do together, all must call, in the same
 * order and from one thread each.
 */
public interface Processes extends AutoCloseable {
  /** How many there are. */
  int count();

  /** The number of this one, from 0. */
  int rank();

  /**
   * Replaces {@code tensor} by its sum over all processes.
   *
   * @return {@code tensor}
   * @throws io.github.dino4j.DinoException if a process is lost or silent for too long
   */
  Tensor sum(Tensor tensor);

  /** Begins {@link #sum}; {@code tensor} must be left alone until the sum is there. */
  Pending beginSum(Tensor tensor);

  /** Replaces {@code tensor} by that of process 0. */
  Tensor broadcast(Tensor tensor);

  /** Waits until all have come here. */
  void barrier();

  @Override
  void close();

  /** A sum under way. */
  interface Pending {
    /**
     * Waits for the sum.
     *
     * @throws io.github.dino4j.DinoException if a process is lost or silent for too long
     */
    void await();
  }

  /** This process alone. */
  static Processes single() {
    return SingleProcess.INSTANCE;
  }
}
