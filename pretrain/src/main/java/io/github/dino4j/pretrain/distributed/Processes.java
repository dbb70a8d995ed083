package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.time.Duration;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The processes that train one model together. What they do together, all must call, in the same
 * order and from one thread each.
 */
public interface Processes extends AutoCloseable {
  /**
   * How long to wait for another process: it may be reading a file list, or writing a checkpoint.
   */
  Duration PATIENCE = Duration.ofMinutes(10);

  /** How many there are. */
  int count();

  /** The number of this one, from 0. */
  int rank();

  /**
   * Replaces {@code tensor} by its sum over all processes.
   *
   * @return {@code tensor}
   * @throws DinoException if a process is lost or silent for too long
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
     * @throws DinoException if a process is lost or silent for too long
     */
    void await();
  }

  /**
   * Whether any process says so. All learn it in the same step, so that all stop together when one
   * of them is asked to.
   */
  default boolean any(boolean here) {
    if (count() == 1) {
      return here;
    }
    try (Scope scope = Scope.open()) {
      return sum(Tensors.of(new float[] {here ? 1 : 0}, 1)).item_float() > 0;
    }
  }

  /**
   * The processes that {@code environment} tells of by WORLD_SIZE, RANK, MASTER_ADDR and
   * MASTER_PORT, or this one alone where WORLD_SIZE is 1 or absent. Waits until all are there.
   * Workers of {@link LocalWorkers} end when the process that started them does.
   *
   * @param device on which the model is trained
   * @throws DinoException if a variable is missing or wrong, or the others do not come
   */
  static Processes fromEnvironment(Map<String, String> environment, ComputeDevice device) {
    ParentWatch.start(environment);
    JobEnvironment job = new JobEnvironment(environment);
    if (job.count() == 1) {
      return single();
    }
    if (device == ComputeDevice.CUDA) {
      throw new DinoException(
          "several processes on GPUs need NCCL, which this build does not reach: train on one GPU, or on processors with --device cpu");
    }
    return GlooProcesses.join(job.rendezvous(PATIENCE));
  }

  /** This process alone. */
  static Processes single() {
    return SingleProcess.INSTANCE;
  }
}
