package io.github.dino4j.pretrain.distributed;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Two processes that always hold the same, without a second one: sums are doubled. */
public enum Twice implements ProcessGroup {
  INSTANCE;

  @Override
  public int count() {
    return 2;
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Tensor sum(Tensor tensor) {
    return tensor.mul_(new Scalar(2.0));
  }

  @Override
  public Pending beginSum(Tensor tensor) {
    Tensor ignored = sum(tensor);
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
