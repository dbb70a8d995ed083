package io.github.dino4j.torch.file;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.torch.storage.MappedFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An open weight file: its tensors by name, mapped and not copied. A dictionary inside another, as
 * in {@code {"teacher": {"backbone.norm.weight": ...}}}, gives the name {@code
 * teacher.backbone.norm.weight}; what is no tensor is left out.
 *
 * <p>Owns the mapping: after {@link #close()} its entries refuse to be read, and libtorch tensors
 * that view them must not be used. Safe to share between threads. Reading touches no native
 * library.
 */
public final class WeightFile implements AutoCloseable {
  private final Path path;
  private final FileFormat format;
  private final Map<String, TensorEntry> entries;
  private final Map<String, String> metadata;
  private final Arena arena;

  private WeightFile(Path path, Contents contents, Arena arena) {
    this.path = path;
    this.format = contents.format();
    this.entries = byName(contents.entries());
    this.metadata = Collections.unmodifiableMap(contents.metadata());
    this.arena = arena;
  }

  /** What a reader finds in the mapped bytes. */
  record Contents(FileFormat format, List<TensorEntry> entries, Map<String, String> metadata) {}

  /**
   * Opens a safetensors file or a PyTorch checkpoint, told apart by their first bytes. The
   * structure is checked whole: every tensor of an open file can be read.
   *
   * @throws DinoException if the file is missing, empty, damaged, neither of the two, or a pickle
   *     that asks for more than data; nothing in it is ever executed
   */
  public static WeightFile open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      return new WeightFile(path, read(MappedFile.map(path, arena)), arena);
    } catch (DinoException e) {
      arena.close();
      throw new DinoException(path + ": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * The same for bytes that lie in no file of their own, such as a resource; they are copied.
   *
   * @param name for messages
   */
  public static WeightFile of(Path name, byte[] content) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment copy = arena.allocate(content.length, Long.BYTES);
      copy.copyFrom(MemorySegment.ofArray(content));
      return new WeightFile(name, read(copy), arena);
    } catch (DinoException e) {
      arena.close();
      throw new DinoException(name + ": " + e.getMessage(), e);
    }
  }

  private static Contents read(MemorySegment file) {
    if (ZipDirectory.recognises(file)) {
      return PyTorchZip.read(file);
    }
    if (PyTorchLegacy.recognises(file)) {
      return PyTorchLegacy.read(file);
    }
    return SafetensorsReader.read(file);
  }

  private static Map<String, TensorEntry> byName(List<TensorEntry> entries) {
    Map<String, TensorEntry> byName = LinkedHashMap.newLinkedHashMap(entries.size());
    for (TensorEntry entry : entries) {
      if (byName.putIfAbsent(entry.name(), entry) != null) {
        throw new DinoException("holds two tensors called " + Quoted.of(entry.name()));
      }
    }
    return Collections.unmodifiableMap(byName);
  }

  public Path path() {
    return path;
  }

  public FileFormat format() {
    return format;
  }

  /** Name to tensor, in the order of the file. */
  public Map<String, TensorEntry> entries() {
    return entries;
  }

  /**
   * @throws DinoException if there is none of that name
   */
  public TensorEntry get(String name) {
    TensorEntry entry = entries.get(name);
    if (entry == null) {
      throw new DinoException("%s: has no tensor %s".formatted(path, name));
    }
    return entry;
  }

  /** The file's own key-value notes; empty where it has none. */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
