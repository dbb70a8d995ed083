package io.github.dino4j.torch;

import io.github.dino4j.DinoException;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Where a model computes. */
public enum ComputeDevice {
  CPU,
  CUDA;

  /** Where the GPU build of libtorch keeps its natives on the class path. */
  private static final String GPU_NATIVES =
      "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu";

  /**
   * @throws DinoException in one line, if this is CUDA and there is none
   */
  public void require() {
    if (this == CUDA && !cudaIsAvailable()) {
      throw new DinoException(
          "no CUDA device can be used: this needs an NVIDIA GPU with its driver and a build with -Pcuda;"
              + " leave --device away to compute on the processor");
    }
  }

  /** CUDA where this build has it and finds a device, else the processor. */
  public static ComputeDevice best() {
    return cudaIsAvailable() ? CUDA : CPU;
  }

  /**
   * Loads libtorch only if the build could have CUDA at all: without it a cold start is shorter.
   */
  public static boolean cudaIsAvailable() {
    if (ComputeDevice.class.getResource(GPU_NATIVES) == null) {
      return false;
    }
    Torch.start();
    return torch.hasCUDA();
  }

  /**
   * Makes GPU {@code index} the one that {@link #CUDA} means on the calling thread, as {@code
   * torch.cuda.set_device} does; nothing on the processor, which is one.
   *
   * @param index from 0; of several processes on one machine each takes another
   * @throws DinoException if this is CUDA and there are not so many GPUs
   */
  public void select(int index) {
    require();
    if (this == CUDA) {
      int count = torch.cuda_device_count();
      if (index < 0 || index >= count) {
        throw new DinoException(
            "GPU %d is wanted and this machine shows %d, numbered from 0: start at most one process for each (LOCAL_RANK, CUDA_VISIBLE_DEVICES), or compute on the processor with --device cpu"
                .formatted(index, count));
      }
      try (Scope scope = Scope.open()) {
        Device gpu = new Device(torch.DeviceType.CUDA, (byte) index);
        torch.getDeviceGuardImpl(torch.DeviceType.CUDA).setDevice(gpu);
      }
    }
  }

  /** Where a tensor lives. */
  public static ComputeDevice of(Tensor tensor) {
    return tensor.is_cuda() ? CUDA : CPU;
  }

  /** As users write it: {@code cpu} or {@code cuda}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The libtorch device, for CUDA the GPU that was last {@linkplain #select selected} on the
   * calling thread; needs an open {@link Scope}.
   */
  public Device toTorch() {
    Scope.require();
    return new Device(this == CUDA ? torch.DeviceType.CUDA : torch.DeviceType.CPU);
  }
}
