package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file: eight bytes of length and JSON, padded with blanks so that it
 * keeps its size when the number of images is filled in.
 */
record SafetensorsHeader(Map<String, String> provenance) implements DenseHeader.Layout {
  private static final int ALIGNMENT = 64;
  private static final int LIMIT = 16 << 20;
  private static final String METADATA = "__metadata__";
  private static final String GRIDS_TYPE = "I32";
  private static final long[] LONGEST = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};

  @Override
  public byte[] header(List<DenseHeader.Tensor> tensors, long grids) {
    Map<String, Object> longest = new LinkedHashMap<>();
    Map<String, Object> entries = new LinkedHashMap<>();
    longest.put(METADATA, provenance);
    entries.put(METADATA, provenance);
    long end = 0;
    for (DenseHeader.Tensor tensor : tensors) {
      String type = tensor.type().safetensors();
      longest.put(tensor.name(), entry(type, LONGEST, Long.MAX_VALUE, Long.MAX_VALUE));
      long start = end;
      end += tensor.bytes();
      entries.put(tensor.name(), entry(type, tensor.shape(), start, end));
    }
    longest.put(Grids.NAME, entry(GRIDS_TYPE, LONGEST, Long.MAX_VALUE, Long.MAX_VALUE));
    if (grids > 0) {
      long[] shape = {grids, 2};
      entries.put(Grids.NAME, entry(GRIDS_TYPE, shape, end, end + grids * Grids.BYTES));
    }
    int size = Math.ceilDiv(Long.BYTES + json(longest).length, ALIGNMENT) * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(size - Long.BYTES).put(json(entries));
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  private static Map<String, Object> entry(String type, long[] shape, long start, long end) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("dtype", type);
    tensor.put("shape", shape);
    tensor.put("data_offsets", new long[] {start, end});
    return tensor;
  }

  private static byte[] json(Map<String, Object> root) {
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
    List<DenseHeader.Tensor> tensors = new ArrayList<>();
    Grids grids = null;
    for (Map.Entry<String, Object> entry : root.entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> tensor
          && tensor.get("dtype") instanceof String type) {
        long[] offsets = numbers(tensor.get("data_offsets"));
        long start = Long.BYTES + length + (offsets.length > 0 ? offsets[0] : 0);
        long[] shape = numbers(tensor.get("shape"));
        if (entry.getKey().equals(Grids.NAME)) {
          grids = Grids.read(file, start, type.equals(GRIDS_TYPE) ? shape : new long[0]);
        } else {
          tensors.add(
              new DenseHeader.Tensor(
                  entry.getKey(), FeatureType.ofSafetensors(type), shape, start));
        }
      }
    }
    if (tensors.isEmpty()) {
      throw new IOException("it holds no tensor");
    }
    return new DenseHeader(tensors, grids, provenance);
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
