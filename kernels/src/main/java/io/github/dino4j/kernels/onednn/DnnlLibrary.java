package io.github.dino4j.kernels.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.NativeCall;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Finds oneDNN in the natives on the class path. Only the library itself is loaded: its JavaCPP
 * binding would triple the time to start.
 */
final class DnnlLibrary {
  static final SymbolLookup SYMBOLS = open();

  private DnnlLibrary() {}

  private static SymbolLookup open() {
    String platform = Loader.getPlatform();
    Optional<Path> unpacked = unpacked(libraryName(platform));
    if (unpacked.isPresent()) {
      return SymbolLookup.libraryLookup(unpacked.get(), Arena.global());
    }
    String folder = "/org/bytedeco/dnnl/" + platform + "/";
    try {
      for (String runtime : openMpNames(platform)) {
        Loader.cacheResource(DnnlLibrary.class, folder + runtime);
      }
      File library = Loader.cacheResource(DnnlLibrary.class, folder + libraryName(platform));
      if (library == null) {
        throw new DinoException(
            "no oneDNN for "
                + platform
                + " on the class path: add org.bytedeco:dnnl with that classifier");
      }
      return SymbolLookup.libraryLookup(library.toPath(), Arena.global());
    } catch (IOException e) {
      throw new DinoException("cannot unpack oneDNN: " + e.getMessage(), e);
    }
  }

  /** Where JavaCPP is told to use the library path only, all natives lie unpacked in one folder. */
  private static Optional<Path> unpacked(String name) {
    if (!"false".equals(System.getProperty("org.bytedeco.javacpp.findLibraries"))) {
      return Optional.empty();
    }
    return Stream.of(System.getProperty("java.library.path", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::exists)
        .findFirst();
  }

  private static String libraryName(String platform) {
    if (platform.startsWith("windows")) {
      return "dnnl.dll";
    }
    return platform.startsWith("macosx") ? "libdnnl.3.dylib" : "libdnnl.so.3";
  }

  /** Threading libraries that lie beside oneDNN and must be unpacked with it. */
  private static String[] openMpNames(String platform) {
    if (platform.startsWith("windows")) {
      return new String[0];
    }
    return platform.startsWith("macosx")
        ? new String[] {"libiomp5.dylib", "libomp.dylib"}
        : new String[] {"libgomp.so.1"};
  }

  /**
   * Makes every OpenMP region that the calling thread enters from now on a single-threaded one. The
   * symbol is looked up through oneDNN, so that it is the runtime that oneDNN itself uses even
   * where another library brought its own.
   */
  static void useOneThread() {
    Optional<SymbolLookup> windows =
        Loader.getPlatform().startsWith("windows")
            ? Optional.of(SymbolLookup.libraryLookup("vcomp140.dll", Arena.global()))
            : Optional.empty();
    SYMBOLS
        .find("omp_set_num_threads")
        .or(() -> windows.flatMap(symbols -> symbols.find("omp_set_num_threads")))
        .ifPresent(symbol -> {
          var set =
              Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.ofVoid(JAVA_INT));
          NativeCall.unchecked(() -> {
            set.invokeExact(1);
            return 0;
          });
        });
  }
}
