package io.github.dino4j.features.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads float32 tensors of a small safetensors fixture, independently of the code under test. */
public record Golden(ByteBuffer bytes, String header, int dataStart) {
  public static Golden open(String resource) throws IOException {
    try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(resource))) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int length = (int) bytes.getLong(0);
      String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
      return new Golden(bytes, header, 8 + length);
    }
  }

  public float[] tensor(String name) {
    Matcher offsets =
        Pattern.compile("\"" + name + "\":\\{[^}]*\"data_offsets\":\\[(\\d+),(\\d+)]")
            .matcher(header);
    if (!offsets.find()) {
      throw new IllegalArgumentException(name);
    }
    int from = Integer.parseInt(offsets.group(1));
    float[] values = new float[(Integer.parseInt(offsets.group(2)) - from) / 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.getFloat(dataStart + from + 4 * i);
    }
    return values;
  }
}
