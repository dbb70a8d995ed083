package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.torch.ComputeDevice;
import org.bytedeco.pytorch.Tensor;

/** One process has nothing to wait for. */
enum SingleProcessGroup implements ProcessGroup {
  ON_CPU(ComputeDevice.CPU),
  ON_CUDA(ComputeDevice.CUDA);

  private final ComputeDevice device;

  SingleProcessGroup(ComputeDevice device) {
    this.device = device;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public ComputeDevice device() {
    return device;
  }

  @Override
  public Tensor sum(Tensor tensor) {
    return tensor;
  }

  @Override
  public Pending beginSum(Tensor tensor) {
    return () -> {};
  }

  @Override
  public Tensor broadcast(Tensor tensor) {
    return tensor;
  }

  @Override
  public void barrier() {}

  @Override
  public void close() {}
}
