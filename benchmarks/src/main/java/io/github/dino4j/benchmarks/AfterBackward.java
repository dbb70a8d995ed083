package io.github.dino4j.benchmarks;

import io.github.dino4j.pretrain.distributed.ProcessGroup;
import org.bytedeco.pytorch.Tensor;

/** Sums only when somebody waits for it: what a step costs that overlaps nothing. */
record AfterBackward(ProcessGroup processes) implements ProcessGroup {
  @Override
  public Pending beginSum(Tensor tensor) {
    return () -> {
      var ignored = processes.sum(tensor);
    };
  }

  @Override
  public int count() {
    return processes.count();
  }

  @Override
  public int rank() {
    return processes.rank();
  }

  @Override
  public Tensor sum(Tensor tensor) {
    return processes.sum(tensor);
  }

  @Override
  public Tensor broadcast(Tensor tensor) {
    return processes.broadcast(tensor);
  }

  @Override
  public void barrier() {
    processes.barrier();
  }

  @Override
  public void close() {
    processes.close();
  }
}
