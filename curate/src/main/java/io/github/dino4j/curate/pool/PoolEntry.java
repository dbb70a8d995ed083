package io.github.dino4j.curate.pool;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a feature file says of an image, beside its features.
 *
 * @param row its number in the pool
 * @param width in pixels, 0 where it is not known
 * @param height in pixels, 0 where it is not known
 * @param columns values of the further columns that were asked for, as text; null where a row has
 *     none
 */
public record PoolEntry(
    int row, String id, String path, int width, int height, List<@Nullable String> columns)
    implements Serializable {
  /** A further column as a number; null where the row has none. */
  public @Nullable Double number(int column) {
    String text = columns.get(column);
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  /** The folder that its path names it in, such as the class of an image; empty without one. */
  public String folder() {
    int end = path.lastIndexOf('/');
    return end < 0 ? "" : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }
}
