package io.github.dino4j.model.catalogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where downloaded models lie.
 *
 * @param folder ours
 * @param torchHub where PyTorch keeps what torch.hub downloaded; only ever read
 */
public record ModelCache(Path folder, Path torchHub) {
  /** Names the folder outright. */
  public static final String HOME = "DINO4J_HOME";

  /**
   * By the customs of the system: {@code ~/.cache/dino4j} on Linux, unless variables say otherwise.
   */
  public static ModelCache ofEnvironment() {
    return of(
        System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
  }

  static ModelCache of(Map<String, String> environment, String system, Path home) {
    Path caches = variable(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    Path torch = variable(environment, "TORCH_HOME").orElse(caches.resolve("torch"));
    Path folder = variable(environment, HOME).orElseGet(() -> usual(environment, system, home));
    return new ModelCache(folder.resolve("models"), torch.resolve("hub").resolve("checkpoints"));
  }

  private static Path usual(Map<String, String> environment, String system, Path home) {
    if (system.startsWith("Windows")) {
      return variable(environment, "LOCALAPPDATA")
          .orElse(home.resolve("AppData").resolve("Local"))
          .resolve("dino4j");
    }
    if (system.startsWith("Mac")) {
      return home.resolve("Library").resolve("Caches").resolve("dino4j");
    }
    return variable(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache")).resolve("dino4j");
  }

  private static Optional<Path> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isBlank())
        .map(Path::of);
  }

  /** Where the file of a released model or head belongs. */
  public Path place(ReleasedFile file) {
    return folder.resolve(file.fileName());
  }

  /** The file of a released model or head, if it is here or in PyTorch's cache. */
  public Optional<Path> find(ReleasedFile file) {
    Path theirs = torchHub.resolve(file.fileName());
    return Files.isRegularFile(place(file))
        ? Optional.of(place(file))
        : Optional.of(theirs).filter(Files::isRegularFile);
  }
}
