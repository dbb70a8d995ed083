package io.github.dino4j.features.index;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files of images that an index holds: they stay where they are, and are read there. */
public final class IndexedImages {
  private IndexedImages() {}

  /**
   * Reads images where they lie, those in shards too.
   *
   * @param paths as {@link ImageColumns#PATH} has them
   * @return the encoded images by path, without those that cannot be read any more
   */
  public static Map<String, byte[]> read(Collection<String> paths) {
    Map<Path, Set<String>> byFile = new HashMap<>();
    paths.forEach(path ->
        ImageFile.of(path)
            .ifPresent(file -> byFile.computeIfAbsent(file, _ -> new HashSet<>()).add(path)));
    Map<String, byte[]> images = new HashMap<>();
    byFile.forEach((file, wanted) -> read(file, wanted, images));
    return images;
  }

  private static void read(Path file, Set<String> wanted, Map<String, byte[]> images) {
    try (RecordStream records = ImageSource.of(List.of(PathText.text(file))).open()) {
      int left = wanted.size();
      while (left > 0 && records.hasNext()) {
        ImageRecord record = records.next();
        if (wanted.contains(ImageColumns.absolute(record.path()))) {
          left--;
          images.put(ImageColumns.absolute(record.path()), record.read());
        }
      }
    } catch (DinoException _) {
      // Gone since the search.
    }
  }
}
