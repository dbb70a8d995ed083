package io.github.dino4j.pretrain.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Sums only when asked to wait for them, and sees to it that nobody writes into a tensor whose sum
 * was begun.
 */
public final class CheckedSums implements ProcessGroup {
  private final ProcessGroup processes;
  private int begun;

  public CheckedSums(ProcessGroup processes) {
    this.processes = processes;
  }

  /** How many sums were begun. */
  public int begun() {
    return begun;
  }

  @Override
  public Pending beginSum(Tensor tensor) {
    begun++;
    float[] then = floats(tensor);
    return () -> {
      assertThat(floats(tensor)).isEqualTo(then);
      Tensor ignored = processes.sum(tensor);
    };
  }

  private static float[] floats(Tensor tensor) {
    try (Scope scope = Scope.open()) {
      return Tensors.toFloats(tensor);
    }
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
  public void close() {}
}
