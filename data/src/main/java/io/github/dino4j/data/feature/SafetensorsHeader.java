package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file with one F32 tensor: eight bytes of length and JSON, padded with
 * blanks so that it keeps its size when the number of images is filled in.
 */
record SafetensorsHeader(String name, Map<String, String> provenance)
    implements DenseHeader.Layout {
  private static final int ALIGNMENT = 64;
  private static final int LIMIT = 16 << 20;
  private static final String METADATA = "__metadata__";

  @Override
  public byte[] header(long[] shape) {
    long[] largest = shape.clone();
    largest[0] = Long.MAX_VALUE;
    int longest = json(largest, Long.MAX_VALUE).length;
    int size = (Long.BYTES + longest + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    long bytes = Float.BYTES;
    for (long length : shape) {
      bytes *= length;
    }
    byte[] json = json(shape, bytes);
    ByteBuffer header = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(size - Long.BYTES).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  private byte[] json(long[] shape, long bytes) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("dtype", "F32");
    tensor.put("shape", shape);
    tensor.put("data_offsets", new long[] {0, bytes});
    Map<String, Object> root = new LinkedHashMap<>();
    root.put(METADATA, provenance);
    root.put(name, tensor);
    return Json.compact(root).getBytes(StandardCharsets.UTF_8);
  }

  static DenseHeader read(FileChannel file) throws IOException {
    long length = NpyHeader.bytes(file, Long.BYTES).getLong();
    if (length < 2 || length > LIMIT || length > file.size()) {
      throw new IOException("it does not begin as a safetensors file of features");
    }
    Map<String, Object> root = parse(NpyHeader.bytes(file, (int) length).array());
    Map<String, String> provenance = new LinkedHashMap<>();
    if (root.remove(METADATA) instanceof Map<?, ?> notes) {
      notes.forEach((name, note) -> provenance.put(name.toString(), note.toString()));
    }
    for (Map.Entry<String, Object> entry : root.entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> tensor && "F32".equals(tensor.get("dtype"))) {
        long[] offsets = numbers(tensor.get("data_offsets"));
        long start = Long.BYTES + length + (offsets.length > 0 ? offsets[0] : 0);
        return new DenseHeader(entry.getKey(), numbers(tensor.get("shape")), start, provenance);
      }
    }
    throw new IOException("it holds no float32 tensor");
  }

  private static Map<String, Object> parse(byte[] json) throws IOException {
    try {
      return Json.object(json);
    } catch (DinoException e) {
      throw new IOException("its header " + e.getMessage(), e);
    }
  }

  private static long[] numbers(@Nullable Object list) {
    return list instanceof List<?> numbers
        ? numbers.stream().mapToLong(each -> each instanceof Number n ? n.longValue() : 0).toArray()
        : new long[0];
  }
}
