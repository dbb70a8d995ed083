package io.github.dino4j.data.feature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header of a safetensors file with one F32 tensor: eight bytes of length and JSON, padded with
 * blanks so that it keeps its size when the number of images is filled in.
 */
record SafetensorsHeader(String name, Map<String, String> provenance)
    implements DenseHeader.Layout {
  private static final int ALIGNMENT = 64;
  private static final int LIMIT = 16 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

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
    ObjectNode root = JSON.createObjectNode();
    ObjectNode notes = root.putObject("__metadata__");
    provenance.forEach(notes::put);
    ObjectNode tensor = root.putObject(name).put("dtype", "F32");
    var lengths = tensor.putArray("shape");
    for (long length : shape) {
      lengths.add(length);
    }
    tensor.putArray("data_offsets").add(0).add(bytes);
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  static DenseHeader read(FileChannel file) throws IOException {
    long length = NpyHeader.bytes(file, Long.BYTES).getLong();
    if (length < 2 || length > LIMIT || length > file.size()) {
      throw new IOException("it does not begin as a safetensors file of features");
    }
    byte[] text = NpyHeader.bytes(file, (int) length).array();
    JsonNode root = JSON.readTree(new String(text, StandardCharsets.UTF_8));
    Map<String, String> provenance = new LinkedHashMap<>();
    root.path("__metadata__")
        .properties()
        .forEach(e -> provenance.put(e.getKey(), e.getValue().asText()));
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      JsonNode tensor = entry.getValue();
      if (!entry.getKey().equals("__metadata__") && tensor.path("dtype").asText().equals("F32")) {
        long[] shape = new long[tensor.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
          shape[i] = tensor.path("shape").path(i).asLong();
        }
        long start = tensor.path("data_offsets").path(0).asLong();
        return new DenseHeader(entry.getKey(), shape, Long.BYTES + length + start, provenance);
      }
    }
    throw new IOException("it holds no float32 tensor");
  }
}
