package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.files.Json;
import io.github.dino4j.torch.file.TensorEntry;
import io.github.dino4j.torch.file.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where weights come from: one file, or the shards of a folder, and the {@code config.json} beside
 * them.
 *
 * @param path what was asked for
 * @param files owned: open until {@link #close()}
 * @param sideConfig the contents of {@code config.json}, if it speaks of such a model
 */
record TensorSource(Path path, List<WeightFile> files, Optional<Map<String, Object>> sideConfig)
    implements AutoCloseable {
  private static final List<String> USUAL =
      List.of("model.safetensors", "pytorch_model.safetensors", "pytorch_model.bin");
  private static final String SHARDS = "model.safetensors.index.json";
  private static final String CONFIG = "config.json";

  static TensorSource open(Path path) {
    if (!Files.isDirectory(path)) {
      return open(path, List.of(path), path.toAbsolutePath().resolveSibling(CONFIG));
    }
    return open(path, filesIn(path), path.resolve(CONFIG));
  }

  static TensorSource of(WeightFile file) {
    return new TensorSource(file.path(), List.of(file), Optional.empty());
  }

  private static TensorSource open(Path path, List<Path> files, Path config) {
    Optional<Map<String, Object>> sideConfig = sideConfig(config);
    List<WeightFile> open = new ArrayList<>();
    try {
      files.forEach(file -> open.add(WeightFile.open(file)));
    } catch (DinoException e) {
      open.forEach(WeightFile::close);
      throw e;
    }
    return new TensorSource(path, open, sideConfig);
  }

  private static List<Path> filesIn(Path folder) {
    for (String name : USUAL) {
      if (Files.exists(folder.resolve(name))) {
        return List.of(folder.resolve(name));
      }
    }
    if (Files.exists(folder.resolve(SHARDS))) {
      return shards(folder);
    }
    List<Path> weights = weightFiles(folder);
    if (weights.size() != 1) {
      throw new DinoException(
          "%s: holds %s; name one file"
              .formatted(
                  folder, weights.isEmpty() ? "no weights" : weights.size() + " weight files"));
    }
    return weights;
  }

  private static List<Path> weightFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(safetensors|pth|pt|bin)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DinoException("%s: cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static List<Path> shards(Path folder) {
    Object map = json(folder.resolve(SHARDS)).get("weight_map");
    TreeSet<String> names = new TreeSet<>();
    if (map instanceof Map<?, ?> weights) {
      weights.values().forEach(name -> names.add(String.valueOf(name)));
    }
    if (names.isEmpty()
        || names.stream().anyMatch(name -> !name.matches("[\\w.-]+\\.safetensors"))) {
      throw new DinoException(
          "%s: does not name the shards of the model".formatted(folder.resolve(SHARDS)));
    }
    return names.stream().map(folder::resolve).toList();
  }

  /** A config.json of something else, beside a file by chance, is passed over. */
  private static Optional<Map<String, Object>> sideConfig(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Map<String, Object> json = json(file);
    String kind = json.getOrDefault("model_type", "") + " " + json.getOrDefault("architecture", "");
    return kind.contains("dinov2") || kind.contains("dino4j")
        ? Optional.of(json)
        : Optional.empty();
  }

  private static Map<String, Object> json(Path file) {
    try {
      return Json.object(Files.readAllBytes(file));
    } catch (IOException | DinoException e) {
      throw new DinoException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  Map<String, TensorEntry> entries() {
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    files.forEach(file -> entries.putAll(file.entries()));
    return entries;
  }

  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    files.forEach(file -> metadata.putAll(file.metadata()));
    return metadata;
  }

  @Override
  public void close() {
    files.forEach(WeightFile::close);
  }
}
