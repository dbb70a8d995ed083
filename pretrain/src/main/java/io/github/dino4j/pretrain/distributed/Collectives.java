package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.distributed.ProcessGroup.Pending;
import io.github.dino4j.torch.Scope;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/**
 * What processes do together by one backend of libtorch's c10d, which stays its owner's. Every
 * failure is one line that says what to do.
 */
record Collectives(Rendezvous rendezvous, Backend backend) {
  /** In the last line of a process that ends because of another. */
  static final String LOST = "lost another one";

  Tensor sum(Tensor tensor) {
    beginSum(tensor).await();
    return tensor;
  }

  Pending beginSum(Tensor tensor) {
    Work work = begin(() -> backend.allreduce(new TensorVector(tensor)));
    return () -> await(work);
  }

  Tensor broadcast(Tensor tensor) {
    await(begin(() -> backend.broadcast(new TensorVector(tensor))));
    return tensor;
  }

  void barrier() {
    await(begin(backend::barrier));
  }

  private Work begin(Supplier<Work> collective) {
    try (Scope scope = Scope.open()) {
      return Scope.keep(collective.get());
    } catch (RuntimeException e) {
      throw lost(e);
    }
  }

  private void await(Work work) {
    try (Scope scope = Scope.open()) {
      work._wait();
    } catch (RuntimeException e) {
      throw lost(e);
    } finally {
      Scope.free(work);
    }
  }

  private DinoException lost(RuntimeException cause) {
    return new DinoException(
        "%s %s, or waited more than %d s for it: look at the others' last lines, then go on from the last checkpoint"
            .formatted(rendezvous.process(), LOST, rendezvous.patience().toSeconds()),
        cause);
  }
}
