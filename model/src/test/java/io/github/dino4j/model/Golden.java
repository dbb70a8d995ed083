package io.github.dino4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.torch.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Fixtures of the reference's numbers, from the test resources. */
final class Golden {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  /** Named tensors of one file; asking for one that is not there is an error. */
  record Fixture(Map<String, Tensor> tensors) {
    Tensor get(String name) {
      Tensor tensor = tensors.get(name);
      if (tensor == null) {
        throw new IllegalArgumentException("the fixture has no " + name);
      }
      return tensor;
    }

    boolean has(String name) {
      return tensors.containsKey(name);
    }
  }

  /** The tensors of {@code golden/NAME.safetensors}; needs an open scope, which owns them. */
  static Fixture tensors(String name) {
    ByteBuffer file = ByteBuffer.wrap(bytes(name + ".safetensors")).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(file.getLong());
    byte[] header = new byte[headerLength];
    file.get(header);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (var entry : parse(header).properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        tensors.put(entry.getKey(), tensor(entry.getValue(), file, 8 + headerLength));
      }
    }
    return new Fixture(tensors);
  }

  private static Tensor tensor(JsonNode entry, ByteBuffer file, int base) {
    long[] shape =
        LongStream.range(0, entry.get("shape").size())
            .map(i -> entry.get("shape").get((int) i).asLong())
            .toArray();
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    int at = base + entry.get("data_offsets").get(0).asInt();
    String type = entry.get("dtype").asText();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case "F32" -> file.getFloat(at + 4 * i);
            case "I64" -> file.getLong(at + 8 * i);
            case "U8" -> file.get(at + i);
            default -> throw new IllegalArgumentException(type);
          };
    }
    Tensor floats = Tensors.of(values, shape);
    return switch (type) {
      case "I64" -> floats.to(ScalarType.Long);
      case "U8" -> floats.to(ScalarType.Bool);
      default -> floats;
    };
  }

  static JsonNode json(String name) {
    return parse(bytes(name + ".json"));
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no fixture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
