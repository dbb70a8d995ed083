package io.github.dino4j.pretrain.step;

import io.github.dino4j.torch.Torch;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Device;

/**
 * A device of libtorch's that is not the processor but computes on it: tensors there refuse those
 * of the processor, as a GPU's do, and no GPU is needed.
 */
final class LazyDevice {
  private static final String START = "_ZN5torch4lazy22InitTorchScriptBackendEv";
  private static final boolean STARTED = started();

  private LazyDevice() {}

  /** Whether there is one. */
  static boolean start() {
    return STARTED;
  }

  /** Needs an open scope, which owns it. */
  static Device open() {
    return new Device("lazy");
  }

  /** The binding leaves this function out. */
  private static boolean started() {
    Torch.start();
    Optional<MemorySegment> function =
        Optional.ofNullable(Loader.getLoadedLibraries().get("torch_cpu"))
            .flatMap(file -> SymbolLookup.libraryLookup(Path.of(file), Arena.global()).find(START));
    function.ifPresent(LazyDevice::call);
    return function.isPresent();
  }

  private static void call(MemorySegment function) {
    try {
      Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.ofVoid()).invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("libtorch's lazy device does not start", e);
    }
  }
}
