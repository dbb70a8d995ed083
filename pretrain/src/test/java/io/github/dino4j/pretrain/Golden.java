package io.github.dino4j.pretrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** Fixtures of the reference's numbers, from the test resources. */
public final class Golden {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  /** Named tensors of one file; asking for one that is not there is an error. */
  public record Fixture(Map<String, Tensor> tensors) {
    public Tensor get(String name) {
      return Objects.requireNonNull(tensors.get(name), () -> "the fixture has no " + name);
    }

    public boolean has(String name) {
      return tensors.containsKey(name);
    }
  }

  /** The tensors of {@code golden/NAME.safetensors}; needs an open scope, which owns them. */
  public static Fixture tensors(String name) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (WeightFile file = WeightFile.open(path(name + ".safetensors"))) {
      file.entries().forEach((key, entry) -> tensors.put(key, tensor(entry)));
    }
    return new Fixture(tensors);
  }

  private static Tensor tensor(TensorEntry entry) {
    var bytes = entry.bytes();
    return switch (entry.type()) {
      case F32 -> Tensors.of(bytes.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED), entry.shape());
      case I64 -> Tensors.of(bytes.toArray(ValueLayout.JAVA_LONG_UNALIGNED), entry.shape());
      case U8 -> Tensors.of(booleans(bytes.toArray(ValueLayout.JAVA_BYTE)), entry.shape());
      default -> throw new IllegalArgumentException(entry.toString());
    };
  }

  private static boolean[] booleans(byte[] bytes) {
    boolean[] values = new boolean[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] != 0;
    }
    return values;
  }

  /** {@code golden/NAME.json}. */
  public static JsonNode json(String name) {
    try {
      return JSON.readTree(path(name + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(String name) {
    try {
      var resource = Objects.requireNonNull(Golden.class.getResource("/golden/" + name), name);
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
