package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.data.collection.ImagesByPath;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.decode.ImageDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the images of a pool by the paths that embed noted.
 *
 * @param entries that name them
 */
record PoolImages(List<PoolEntry> entries) {
  /**
   * Something of each image, on all cores.
   *
   * @return {@code [entries]}; null where an image cannot be read
   */
  <T> List<@Nullable T> map(Function<RgbImage, T> function) {
    Map<String, T> results = new ConcurrentHashMap<>();
    ImagesByPath.forEach(
        entries.stream().map(PoolEntry::path).toList(),
        (path, image) -> {
          try {
            results.put(path, function.apply(new ImageDecoder().decode(image)));
          } catch (UnreadableImageException _) {
            // It has no result.
          }
        });
    List<@Nullable T> inOrder = new ArrayList<>();
    entries.forEach(entry -> inOrder.add(results.get(entry.path())));
    return inOrder;
  }
}
