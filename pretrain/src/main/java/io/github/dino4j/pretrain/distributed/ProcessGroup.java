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
 * order and from one thread each (on a GPU, a sum may be begun on the thread on which autograd goes
 * backward). Tensors are contiguous; they may live on the processor, and in processes on GPUs on
 * the GPU of the process too.
 */
public interface ProcessGroup extends AutoCloseable {
  /**
   * How long to wait for another process: it may be reading a file list, or writing a checkpoint.
   */
  Duration PATIENCE = Duration.ofMinutes(10);

  /** How many there are. */
  int count();

  /** The number of this one, from 0. */
  int rank();

  /** Where each of them trains, of several GPUs on one of its own. */
  default ComputeDevice device() {
    return ComputeDevice.CPU;
  }

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
   * @param device on which the model is trained, by the calling thread; of several GPUs the process
   *     takes the one that LOCAL_RANK numbers
   * @throws DinoException if a variable is missing or wrong, the others do not come, or there is no
   *     such device
   */
  static ProcessGroup fromEnvironment(Map<String, String> environment, ComputeDevice device) {
    ParentWatch.start(environment);
    JobEnvironment job = new JobEnvironment(environment);
    if (device == ComputeDevice.CUDA) {
      device.select(job.localRank());
    }
    if (job.count() == 1) {
      return single(device);
    }
    Rendezvous rendezvous = job.rendezvous(PATIENCE);
    return switch (device) {
      case CPU -> GlooProcessGroup.join(rendezvous);
      case CUDA -> NcclProcessGroup.join(rendezvous);
    };
  }

  /** This process alone, on the processor. */
  static ProcessGroup single() {
    return single(ComputeDevice.CPU);
  }

  /** This process alone. */
  static ProcessGroup single(ComputeDevice device) {
    return switch (device) {
      case CPU -> SingleProcessGroup.ON_CPU;
      case CUDA -> SingleProcessGroup.ON_CUDA;
    };
  }
}
