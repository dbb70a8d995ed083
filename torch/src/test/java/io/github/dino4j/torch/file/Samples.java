package io.github.dino4j.torch.file;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.base.Json;
import io.github.dino4j.torch.storage.TensorEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The files that golden/generators/weight_files.py wrote with PyTorch and the safetensors library.
 */
public final class Samples {
  private static final Map<String, Object> EXPECTED = Json.object(read(path("expected.json")));

  private Samples() {}

  static Path path(String name) {
    return Path.of("src/test/resources/weights", name);
  }

  static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long[] shape(String tensor) {
    return list(tensor, "shape").stream().mapToLong(side -> (Long) side).toArray();
  }

  /** As float32, row by row. */
  static float[] values(String tensor) {
    List<?> values = list(tensor, "values");
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = ((Number) values.get(i)).floatValue();
    }
    return floats;
  }

  private static List<?> list(String tensor, String field) {
    Map<?, ?> expected = (Map<?, ?>) Objects.requireNonNull(EXPECTED.get(tensor), tensor);
    return (List<?>) Objects.requireNonNull(expected.get(field), field);
  }

  public static float[] floats(TensorEntry entry) {
    return entry.floats().toArray(JAVA_FLOAT);
  }
}
