package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.Scope;
import java.time.Duration;
import java.util.function.Supplier;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/** Processes on CPUs, by libtorch's c10d over Gloo and TCP. */
public final class GlooProcesses implements Processes {
  private static final int THREADS = 2;

  private final Rendezvous rendezvous;
  private final Store store;
  private final ProcessGroupGloo group;

  /**
   * Where the processes meet, as MASTER_ADDR, MASTER_PORT, WORLD_SIZE and RANK say it.
   *
   * @param host of process 0
   * @param port that process 0 opens
   * @param count number of processes
   * @param rank of this one, from 0
   * @param patience how long to wait for the others, at the start and at every sum
   */
  public record Rendezvous(String host, int port, int count, int rank, Duration patience) {
    public Rendezvous {
      if (count < 1 || rank < 0 || rank >= count) {
        throw new DinoException(
            "process %d of %d does not exist: check RANK and WORLD_SIZE".formatted(rank, count));
      }
    }
  }

  private GlooProcesses(Rendezvous rendezvous, Store store, ProcessGroupGloo group) {
    this.rendezvous = rendezvous;
    this.store = store;
    this.group = group;
  }

  /**
   * Meets the other processes.
   *
   * @throws DinoException if they do not all come in time
   */
  public static GlooProcesses join(Rendezvous rendezvous) {
    try (Scope scope = Scope.open()) {
      Milliseconds patience = new Milliseconds(rendezvous.patience().toMillis());
      Store store = new TCPStore(rendezvous.host(), storeOptions(rendezvous, patience));
      var options = ProcessGroupGloo.Options.create(patience);
      options.devices(
          new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(rendezvous.host())));
      options.threads(THREADS);
      var group = new ProcessGroupGloo(store, rendezvous.rank(), rendezvous.count(), options);
      return new GlooProcesses(rendezvous, Scope.keep(store), Scope.keep(group));
    } catch (RuntimeException e) {
      throw new DinoException(
          "process %d of %d did not meet the others at %s:%d within %d s: are all of them started, and is the port open?"
              .formatted(
                  rendezvous.rank(),
                  rendezvous.count(),
                  rendezvous.host(),
                  rendezvous.port(),
                  rendezvous.patience().toSeconds()),
          e);
    }
  }

  private static TCPStoreOptions storeOptions(Rendezvous rendezvous, Milliseconds patience) {
    return new TCPStoreOptions()
        .port((short) rendezvous.port())
        .isServer(rendezvous.rank() == 0)
        .numWorkers(new SizeTPointer(1).put(rendezvous.count()))
        .waitWorkers(true)
        .timeout(patience);
  }

  @Override
  public int count() {
    return rendezvous.count();
  }

  @Override
  public int rank() {
    return rendezvous.rank();
  }

  @Override
  public Tensor sum(Tensor tensor) {
    beginSum(tensor).await();
    return tensor;
  }

  @Override
  public Pending beginSum(Tensor tensor) {
    Work work = begin(() -> group.allreduce(new TensorVector(tensor)));
    return () -> await(work);
  }

  @Override
  public Tensor broadcast(Tensor tensor) {
    await(begin(() -> group.broadcast(new TensorVector(tensor))));
    return tensor;
  }

  @Override
  public void barrier() {
    await(begin(group::barrier));
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
        "process %d of %d lost another one, or waited more than %d s for it: look at the others' last lines, then go on from the last checkpoint"
            .formatted(rank(), count(), rendezvous.patience().toSeconds()),
        cause);
  }

  @Override
  public void close() {
    Scope.free(group);
    Scope.free(store);
  }
}
