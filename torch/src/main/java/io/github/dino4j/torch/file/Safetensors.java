package io.github.dino4j.torch.file;

import io.github.dino4j.base.Json;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes safetensors, byte for byte as the Python library does. */
public final class Safetensors {
  private static final int CHUNK = 1 << 20;

  private Safetensors() {}

  /**
   * Writes tensors one at a time: wider types first, then by name.
   *
   * @param metadata notes for {@code __metadata__}, written sorted; Python readers expect {@code
   *     format=pt} among them
   * @throws io.github.dino4j.DinoException if the file cannot be written; then none appears
   */
  public static void write(
      Path target, Collection<TensorEntry> tensors, Map<String, String> metadata) {
    List<TensorEntry> sorted = new ArrayList<>(tensors);
    sorted.sort(
        Comparator.comparing(TensorEntry::type)
            .thenComparing(TensorEntry::name, Safetensors::compareBytes));
    byte[] header = header(sorted, metadata);
    WholeFile.write(
        target,
        out -> {
          out.write(littleEndian(header.length));
          out.write(header);
          for (TensorEntry tensor : sorted) {
            copy(tensor.bytes(), out);
          }
        });
  }

  private static int compareBytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /** JSON, padded with spaces so that the data begins at a multiple of eight. */
  private static byte[] header(List<TensorEntry> tensors, Map<String, String> metadata) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(SafetensorsReader.METADATA, new TreeMap<>(metadata));
    }
    long offset = 0;
    for (TensorEntry tensor : tensors) {
      Map<String, Object> description = new LinkedHashMap<>();
      description.put("dtype", tensor.type());
      description.put("shape", tensor.shape());
      description.put("data_offsets", new long[] {offset, offset + tensor.byteSize()});
      header.put(tensor.name(), description);
      offset += tensor.byteSize();
    }
    byte[] json = Json.compact(header).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private static byte[] littleEndian(long value) {
    byte[] bytes = new byte[8];
    MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
    return bytes;
  }

  /** Through a small buffer, because a tensor may be larger than an array can be. */
  static void copy(MemorySegment bytes, OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.min(CHUNK, bytes.byteSize())];
    for (long at = 0; at < bytes.byteSize(); at += buffer.length) {
      int count = (int) Math.min(buffer.length, bytes.byteSize() - at);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, buffer, 0, count);
      out.write(buffer, 0, count);
    }
  }
}
