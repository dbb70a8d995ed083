package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.pickle.ShardedState;
import io.github.dino4j.torch.storage.TensorEntry;
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
import org.jspecify.annotations.Nullable;

/**
 * Where weights come from: one file, or the shards of a folder, and the configs beside them.
 *
 * @param path what was asked for
 * @param files owned: open until {@link #close()}
 * @param folder where configs lie; null for what is in no folder
 */
record TensorSource(Path path, List<WeightFile> files, @Nullable Path folder)
    implements AutoCloseable {
  private static final List<String> USUAL =
      List.of("model.safetensors", "pytorch_model.safetensors", "pytorch_model.bin");
  private static final String INDEX = ".*\\.index(\\.\\w+)?\\.json";
  private static final String CONFIG = "config.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";
  private static final String PROCESSOR = "processor_config.json";

  static TensorSource open(Path path) {
    ShardedState.refuse(path);
    if (Files.isDirectory(path)) {
      return open(path, filesIn(path), path);
    }
    Path folder = path.toAbsolutePath().getParent();
    boolean index = path.toString().matches(INDEX) && Files.isRegularFile(path);
    return open(path, index ? shards(path) : List.of(path), folder);
  }

  static TensorSource of(WeightFile file) {
    return new TensorSource(file.path(), List.of(file), null);
  }

  private static TensorSource open(Path path, List<Path> files, @Nullable Path folder) {
    List<WeightFile> open = new ArrayList<>();
    try {
      files.forEach(file -> open.add(WeightFile.open(file)));
    } catch (DinoException e) {
      open.forEach(WeightFile::close);
      throw e;
    }
    return new TensorSource(path, open, folder);
  }

  private static List<Path> filesIn(Path folder) {
    for (String name : USUAL) {
      if (Files.exists(folder.resolve(name))) {
        return List.of(folder.resolve(name));
      }
    }
    List<Path> indices = matching(folder, INDEX);
    if (!indices.isEmpty()) {
      return shards(
          indices.getFirst()); // model.safetensors.index.json before pytorch_model.bin.index.json
    }
    List<Path> weights = matching(folder, ".*\\.(safetensors|pth|pt|bin)");
    if (weights.size() != 1) {
      throw new DinoException(
          "%s: holds %s; name one file"
              .formatted(
                  folder, weights.isEmpty() ? "no weights" : weights.size() + " weight files"));
    }
    return weights;
  }

  private static List<Path> matching(Path folder, String pattern) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().matches(pattern)).sorted().toList();
    } catch (IOException e) {
      throw new DinoException("%s: cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static List<Path> shards(Path index) {
    Object map = json(index).get("weight_map");
    TreeSet<String> names = new TreeSet<>();
    if (map instanceof Map<?, ?> weights) {
      weights.values().forEach(name -> names.add(String.valueOf(name)));
    }
    if (names.isEmpty()
        || names.stream().anyMatch(name -> !name.matches("[\\w.-]+\\.(safetensors|bin|pth|pt)"))) {
      throw new DinoException("%s: does not name the shards of the model".formatted(index));
    }
    return names.stream().map(index::resolveSibling).toList();
  }

  /** A config.json of something else, beside a file by chance, is passed over. */
  Optional<SideConfig> sideConfig() {
    return beside(CONFIG).flatMap(SideConfig::of);
  }

  /**
   * Mean and deviation of the channels, where an image processor's config or the model's own states
   * them.
   */
  List<StatedInput> input(int channels) {
    List<StatedInput> stated = new ArrayList<>();
    Optional<Map<String, Object>> config = beside(CONFIG);
    if (config.isPresent() && SideConfig.of(config.get()).isEmpty()) {
      return stated;
    }
    for (String name : List.of(PREPROCESSOR, PROCESSOR, CONFIG)) {
      beside(name)
          .map(json -> json.get("image_processor") instanceof Map<?, ?> own ? own : json)
          .flatMap(json -> StatedInput.ofConfig(json, name, channels))
          .ifPresent(stated::add);
    }
    return stated;
  }

  private Optional<Map<String, Object>> beside(String name) {
    return folder == null || !Files.isRegularFile(folder.resolve(name))
        ? Optional.empty()
        : Optional.of(json(folder.resolve(name)));
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
