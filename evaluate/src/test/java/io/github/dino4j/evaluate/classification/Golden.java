package io.github.dino4j.evaluate.classification;

import io.github.dino4j.base.Json;
import io.github.dino4j.torch.file.WeightFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Numbers of the reference, from the test resources. */
public final class Golden {
  private final String name;

  private Golden(String name) {
    this.name = name;
  }

  /** {@code golden/eval/NAME.safetensors} and {@code .json}. */
  public static Golden eval(String name) {
    return new Golden("/golden/eval/" + name);
  }

  public float[] floats(String tensor) {
    try (WeightFile file = file()) {
      return file.get(tensor).floats().toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  public int[] ints(String tensor) {
    try (WeightFile file = file()) {
      long[] values = file.get(tensor).bytes().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
      return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }
  }

  /** {@code PREFIX_features} and {@code PREFIX_labels}. */
  public LabelledFeatures labelled(String prefix, int classes) {
    float[] values = floats(prefix + "_features");
    int[] labels = ints(prefix + "_labels");
    return new LabelledFeatures(values, values.length / labels.length, labels, classes);
  }

  /** A number of the JSON file by the names on the way to it. */
  public double number(String path) {
    return ((Number) value(path)).doubleValue();
  }

  /** Whatever stands there. */
  public Object value(String path) {
    Object value = Json.object(bytes(".json"));
    for (String step : path.split("/")) {
      value =
          value instanceof List<?> list
              ? list.get(Integer.parseInt(step))
              : Objects.requireNonNull(((Map<?, ?>) value).get(step), path);
    }
    return value;
  }

  private WeightFile file() {
    return WeightFile.of(Path.of(name), bytes(".safetensors"));
  }

  private byte[] bytes(String suffix) {
    try (InputStream in = Golden.class.getResourceAsStream(name + suffix)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
