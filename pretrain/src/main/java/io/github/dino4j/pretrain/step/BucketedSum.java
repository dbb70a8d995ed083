package io.github.dino4j.pretrain.step;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.torch.Scope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.jspecify.annotations.Nullable;

/**
 * The sum of a submodule's gradients over all processes, bucket by bucket, so that the first
 * buckets travel while the backward pass still computes the others (Li et al., "PyTorch
 * Distributed", 2020).
 *
 * <p>A bucket holds neighbouring parameters, last ones first, since their gradients come first. All
 * processes begin the buckets in this order, whatever order their gradients come in.
 */
final class BucketedSum implements AutoCloseable {
  private static final long BUCKET_BYTES = 8 << 20;

  /** Small submodules have small buckets, or nothing would overlap. */
  private static final int FEWEST_BUCKETS = 4;

  private final ProcessGroup processes;
  private final List<Bucket> buckets = new ArrayList<>();
  private final Map<String, Hook> hooks = new LinkedHashMap<>();
  private final List<ProcessGroup.Pending> pending = new ArrayList<>();
  private boolean watching;
  private @Nullable RuntimeException failure;

  /** A slice of all gradients, and which of its parameters have not got theirs. */
  private record Bucket(Tensor slice, int parameters, BitSet missing) {}

  /** Says that the gradient of a parameter is about to be added. */
  private final class Hook extends VoidTensorHook {
    private final Tensor parameter;
    private final int bucket;
    private final int index;
    private final int registration;

    Hook(Tensor parameter, int bucket, int index) {
      this.parameter = parameter;
      this.bucket = bucket;
      this.index = index;
      registration = parameter.register_hook(this);
    }

    @Override
    public void call(TensorBase gradient) {
      comes(bucket, index);
    }

    void remove() {
      parameter.remove_hook(registration);
      Scope.free(this);
    }
  }

  /**
   * @param parameters in the order of {@code gradients}; they outlive this
   * @param gradients into which backward passes add up
   */
  BucketedSum(Map<String, Tensor> parameters, Gradients gradients, ProcessGroup processes) {
    this.processes = processes;
    if (processes.count() > 1) {
      try (Scope scope = Scope.open()) {
        cut(new LinkedHashMap<>(parameters), gradients.flat());
      }
    }
  }

  private void cut(SequencedMap<String, Tensor> parameters, Tensor flat) {
    long size = Math.min(BUCKET_BYTES, flat.nbytes() / FEWEST_BUCKETS) / Float.BYTES;
    long end = flat.numel();
    long start = end;
    int count = 0;
    for (var named : parameters.reversed().entrySet()) {
      Tensor parameter = named.getValue();
      start -= parameter.numel();
      hooks.put(named.getKey(), Scope.keep(new Hook(parameter, buckets.size(), count++)));
      if (end - start >= size || start == 0) {
        Tensor slice = Scope.keep(flat.narrow(0, start, end - start));
        buckets.add(new Bucket(slice, count, new BitSet()));
        end = start;
        count = 0;
      }
    }
  }

  /** The coming backward pass is the last one of the step: each bucket may go when it is full. */
  synchronized void watch() {
    watching = true;
    buckets.forEach(bucket -> bucket.missing().set(0, bucket.parameters()));
  }

  /** The gradient of a parameter is complete, which autograd knows nothing of. */
  void gradientReady(String parameter) {
    Hook hook = hooks.get(parameter);
    if (hook != null) {
      comes(hook.bucket, hook.index);
    }
  }

  /**
   * Backward computes on one thread, on a GPU one of autograd's own: whose turn came before has
   * been added up, or, on a GPU, will have been when the sum begins there. An exception must not
   * cross the native frames, so it waits for {@link #await}.
   */
  private synchronized void comes(int bucket, int index) {
    if (!watching || failure != null) {
      return;
    }
    if (bucket < pending.size()) {
      failure = new IllegalStateException("a gradient came after its bucket had gone");
      return;
    }
    try {
      while (pending.size() < bucket && buckets.get(pending.size()).missing().isEmpty()) {
        beginNext();
      }
    } catch (DinoException e) {
      failure = e;
    }
    buckets.get(bucket).missing().clear(index);
  }

  /** Begins to sum what has not gone yet: all gradients are there. */
  synchronized void begin() {
    watching = false;
    while (failure == null && pending.size() < buckets.size()) {
      beginNext();
    }
  }

  private void beginNext() {
    pending.add(processes.beginSum(buckets.get(pending.size()).slice()));
  }

  /**
   * Waits for all sums.
   *
   * @throws DinoException if a process is lost or silent for too long
   */
  synchronized void await() {
    for (ProcessGroup.Pending sum : pending) {
      try {
        sum.await();
      } catch (DinoException e) {
        failure = failure == null ? e : failure;
      }
    }
    pending.clear();
    RuntimeException thrown = failure;
    failure = null;
    if (thrown != null) {
      throw thrown;
    }
  }

  @Override
  public void close() {
    hooks.values().forEach(Hook::remove);
    buckets.forEach(bucket -> Scope.free(bucket.slice()));
  }
}
