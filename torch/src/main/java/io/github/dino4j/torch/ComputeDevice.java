package io.github.dino4j.torch;

import io.github.dino4j.DinoException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Device;
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

  /** The libtorch device; needs an open {@link Scope}. */
  public Device toTorch() {
    Scope.require();
    return new Device(this == CUDA ? torch.DeviceType.CUDA : torch.DeviceType.CPU);
  }
}
