package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.FileStamp;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Images that a feature file, an index or a manifest names: they stay where they are, and are read
 * there.
 */
public final class ImagesByPath {
  private ImagesByPath() {}

  /**
   * Reads images where they lie, those in shards too.
   *
   * @param paths as records have them, or {@link #absolute}
   * @return the encoded images by path, without those that cannot be read any more
   */
  public static Map<String, byte[]> read(Collection<String> paths) {
    Map<String, byte[]> images = new ConcurrentHashMap<>();
    forEach(paths, images::put);
    return images;
  }

  /**
   * The same, image by image, so that not all lie in memory.
   *
   * @param taker of a path and its image, called from several threads
   */
  public static void forEach(Collection<String> paths, BiConsumer<String, byte[]> taker) {
    Map<Path, Map<String, Set<String>>> byFile = new HashMap<>();
    paths.forEach(path ->
        file(path)
            .ifPresent(file ->
                byFile
                    .computeIfAbsent(file, _ -> new HashMap<>())
                    .computeIfAbsent(absolute(path), _ -> new HashSet<>())
                    .add(path)));
    byFile.entrySet().parallelStream().forEach(file -> read(file.getKey(), file.getValue(), taker));
  }

  private static void read(
      Path file, Map<String, Set<String>> wanted, BiConsumer<String, byte[]> taker) {
    try (RecordStream records = ImageSource.of(List.of(PathText.text(file))).open()) {
      int left = wanted.size();
      while (left > 0 && records.hasNext()) {
        ImageRecord record = records.next();
        Set<String> paths = wanted.get(absolute(record.path()));
        if (paths != null) {
          left--;
          read(record).ifPresent(image -> paths.forEach(path -> taker.accept(path, image)));
        }
      }
    } catch (DinoException _) {
      // Gone since it was named.
    }
  }

  private static Optional<byte[]> read(ImageRecord record) {
    try {
      return Optional.of(record.read());
    } catch (DinoException _) {
      return Optional.empty();
    }
  }

  /**
   * The file that an image is, or lies in as a member of a shard or a row of a table does; empty
   * where there is none.
   */
  public static Optional<Path> file(String path) {
    try {
      Path file = PathText.path(path).toAbsolutePath();
      while (file != null && !Files.exists(file)) {
        file = file.getParent();
      }
      return Optional.ofNullable(file).filter(found -> !Files.isDirectory(found));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** The stamp of that file; {@link FileStamp#NONE} where there is none. */
  public static FileStamp stamp(String path) {
    return file(path).map(FileStamp::of).orElse(FileStamp.NONE);
  }

  /** A path that holds wherever it is read. */
  public static String absolute(String path) {
    try {
      return PathText.text(PathText.path(path).toAbsolutePath().normalize());
    } catch (InvalidPathException _) {
      return path;
    }
  }
}
