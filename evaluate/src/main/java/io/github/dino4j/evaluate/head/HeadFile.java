package io.github.dino4j.evaluate.head;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.torch.file.Safetensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * A trained head in a folder: {@code head.safetensors} with its weights and {@code head.json} with
 * its {@linkplain HeadDescription description}. Owns the open file of weights until {@link #close}.
 */
public final class HeadFile implements AutoCloseable {
  private static final String WEIGHTS = "head.safetensors";
  private static final String DESCRIPTION = "head.json";

  private final Path folder;
  private final HeadDescription description;
  private final WeightFile weights;

  private HeadFile(Path folder, HeadDescription description, WeightFile weights) {
    this.folder = folder;
    this.description = description;
    this.weights = weights;
  }

  /**
   * Writes a head, over an older one; the description comes last, so that without it there is no
   * head.
   *
   * @throws DinoException if a file cannot be written
   */
  public static void write(
      Path folder, HeadDescription description, Collection<TensorEntry> weights) {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(folder.resolve(DESCRIPTION));
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(folder, IoReason.of(e)), e);
    }
    Safetensors.write(folder.resolve(WEIGHTS), weights, Map.of("format", "pt"));
    WholeFile.writeText(folder.resolve(DESCRIPTION), description.json());
  }

  /**
   * Opens a head.
   *
   * @param path its folder, or one of its two files
   * @throws DinoException if there is none, or it is damaged
   */
  public static HeadFile open(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    Path folder = Files.isDirectory(path) || parent == null ? path : parent;
    Path file = folder.resolve(DESCRIPTION);
    try {
      HeadDescription description = HeadDescription.parse(Files.readString(file));
      return new HeadFile(folder, description, WeightFile.open(folder.resolve(WEIGHTS)));
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    } catch (DinoException e) {
      throw e.getMessage() != null && e.getMessage().startsWith(folder.toString())
          ? e
          : new DinoException("%s %s".formatted(file, e.getMessage()), e);
    }
  }

  public HeadDescription description() {
    return description;
  }

  /**
   * A copy of a tensor's numbers, row by row.
   *
   * @param shape that it must have; -1 where any length will do
   * @throws DinoException if there is no such tensor, or it has another shape
   */
  public float[] floats(String name, long... shape) {
    TensorEntry entry = weights.get(name);
    boolean fits = entry.shape().length == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = shape[i] < 0 || shape[i] == entry.shape()[i];
    }
    if (!fits) {
      throw new DinoException(
          "%s: %s is %s, not %s"
              .formatted(
                  folder, name, TensorEntry.describe(entry.shape()), TensorEntry.describe(shape)));
    }
    return entry.floats().toArray(JAVA_FLOAT_UNALIGNED);
  }

  /** Its weights by name, readable until {@link #close}. */
  public Map<String, TensorEntry> weights() {
    return weights.entries();
  }

  @Override
  public void close() {
    weights.close();
  }
}
