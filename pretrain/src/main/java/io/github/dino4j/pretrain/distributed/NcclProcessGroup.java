package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * Processes on GPUs, each on its own: tensors on a GPU travel by libtorch's c10d over NCCL, those
 * on the processor over Gloo, as with PyTorch's {@code init_process_group("cpu:gloo,cuda:nccl")}.
 * Both meet at the same place. Numbers that the program itself decides by stay on the processor, so
 * they wait for no GPU, and Gloo notices at once where NCCL would wait for a lost process.
 *
 * <p>Waiting for a sum waits for the GPU: only so can a failure become an exception of the step.
 */
public final class NcclProcessGroup implements ProcessGroup {
  private final GlooProcessGroup host;
  private final ProcessGroupNCCL group;
  private final Collectives gpu;

  private NcclProcessGroup(GlooProcessGroup host, Rendezvous rendezvous, ProcessGroupNCCL group) {
    this.host = host;
    this.group = group;
    gpu = new Collectives(rendezvous, group);
  }

  /**
   * Meets the other processes, on the GPU {@linkplain ComputeDevice#select selected} on this
   * thread.
   *
   * @throws DinoException if they do not all come in time, or NCCL cannot connect their GPUs
   */
  public static NcclProcessGroup join(Rendezvous rendezvous) {
    GlooProcessGroup host = GlooProcessGroup.join(rendezvous);
    try (Scope scope = Scope.open()) {
      NcclProcessGroup processes =
          new NcclProcessGroup(host, rendezvous, group(rendezvous, host.store()));
      processes.connect();
      return processes;
    } catch (RuntimeException | LinkageError e) {
      host.close();
      throw new DinoException(
          "%s cannot reach the GPUs of the others by NCCL: has each process a GPU of its own (LOCAL_RANK), and is libnccl.so.2 of CUDA's version on the library path? NCCL_DEBUG=INFO tells more"
              .formatted(rendezvous.process()),
          e);
    }
  }

  private static ProcessGroupNCCL group(Rendezvous rendezvous, Store store) {
    var options = ProcessGroupNCCL.Options.create();
    options.timeout(new Milliseconds(rendezvous.patience().toMillis()));
    Store own = new PrefixStore("nccl", store); // Gloo leaves word there too
    return Scope.keep(new ProcessGroupNCCL(own, rendezvous.rank(), rendezvous.count(), options));
  }

  /** NCCL connects at the first sum; what is wrong should show now. */
  private void connect() {
    Tensor nothing = Tensors.zeros(1).to(ComputeDevice.CUDA.toTorch(), ScalarType.Float);
    try {
      Tensor ignored = sum(nothing);
    } catch (RuntimeException | LinkageError e) {
      leave();
      throw e;
    }
  }

  private Collectives collectives(Tensor tensor) {
    return tensor.is_cuda() ? gpu : host.collectives();
  }

  @Override
  public int count() {
    return host.count();
  }

  @Override
  public int rank() {
    return host.rank();
  }

  @Override
  public ComputeDevice device() {
    return ComputeDevice.CUDA;
  }

  @Override
  public Tensor sum(Tensor tensor) {
    return collectives(tensor).sum(tensor);
  }

  @Override
  public Pending beginSum(Tensor tensor) {
    return collectives(tensor).beginSum(tensor);
  }

  @Override
  public Tensor broadcast(Tensor tensor) {
    return collectives(tensor).broadcast(tensor);
  }

  /** Sums on GPUs were all waited for, so the processors need to meet only. */
  @Override
  public void barrier() {
    host.barrier();
  }

  /** Aborting waits for nobody: one that fails alone must not wait for those that wait for it. */
  private void leave() {
    group.abort();
    Scope.free(group);
  }

  @Override
  public void close() {
    leave();
    host.close();
  }
}
