package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.Scope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.gloo.Device;
import org.jspecify.annotations.Nullable;

/** Processes on CPUs, by libtorch's c10d over Gloo and TCP. */
public final class GlooProcessGroup implements ProcessGroup {
  private static final int THREADS = 2;

  private final Rendezvous rendezvous;
  private final Store store;
  private final ProcessGroupGloo group;
  private final Collectives collectives;

  private GlooProcessGroup(Rendezvous rendezvous, Store store, ProcessGroupGloo group) {
    this.rendezvous = rendezvous;
    this.store = store;
    this.group = group;
    collectives = new Collectives(rendezvous, group);
  }

  /**
   * Meets the other processes.
   *
   * @throws DinoException if they do not all come in time
   */
  public static GlooProcessGroup join(Rendezvous rendezvous) {
    try (Scope scope = Scope.open()) {
      torch.initLogging(); // at the level that Torch sets: errors come as exceptions
      Milliseconds patience = new Milliseconds(rendezvous.patience().toMillis());
      Store store = new TCPStore(rendezvous.host(), storeOptions(rendezvous, patience));
      var options = ProcessGroupGloo.Options.create(patience);
      options.devices(new GlooDeviceVector(device(rendezvous.networkInterface())));
      options.threads(THREADS);
      var group = new ProcessGroupGloo(store, rendezvous.rank(), rendezvous.count(), options);
      return new GlooProcessGroup(rendezvous, Scope.keep(store), Scope.keep(group));
    } catch (RuntimeException e) {
      throw new DinoException(
          "%s did not meet the others at %s:%d within %d s: are all of them started, and is the port open? With several networks, GLOO_SOCKET_IFNAME names the one to use"
              .formatted(
                  rendezvous.process(),
                  rendezvous.host(),
                  rendezvous.port(),
                  rendezvous.patience().toSeconds()),
          e);
    }
  }

  private static Device device(@Nullable String networkInterface) {
    return networkInterface == null
        ? ProcessGroupGloo.createDefaultDevice()
        : ProcessGroupGloo.createDeviceForInterface(networkInterface);
  }

  private static TCPStoreOptions storeOptions(Rendezvous rendezvous, Milliseconds patience) {
    return new TCPStoreOptions()
        .port((short) rendezvous.port())
        .isServer(rendezvous.rank() == 0)
        .numWorkers(new SizeTPointer(1).put(rendezvous.count()))
        .waitWorkers(true)
        .timeout(patience);
  }

  Collectives collectives() {
    return collectives;
  }

  /** Where the processes leave word for each other; owned by this. */
  Store store() {
    return store;
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
    return collectives.sum(tensor);
  }

  @Override
  public Pending beginSum(Tensor tensor) {
    return collectives.beginSum(tensor);
  }

  @Override
  public Tensor broadcast(Tensor tensor) {
    return collectives.broadcast(tensor);
  }

  @Override
  public void barrier() {
    collectives.barrier();
  }

  @Override
  public void close() {
    Scope.free(group);
    Scope.free(store);
  }
}
