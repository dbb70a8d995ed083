package io.github.dino4j.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.image.decode.ImageDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Fixtures of the reference among the test resources. */
public final class Golden {
  private final JsonNode tensors;
  private final byte[] content;
  private final int start;

  private Golden(byte[] content) throws IOException {
    long length = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong();
    this.content = content;
    this.start = 8 + Math.toIntExact(length);
    this.tensors = new ObjectMapper().readTree(content, 8, (int) length);
  }

  /** The tensors of {@code golden/image/NAME.safetensors}. */
  public static Golden image(String name) {
    try {
      return new Golden(resource("golden/image/" + name + ".safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] resource(String path) {
    try (InputStream in = Golden.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IllegalArgumentException("no test resource " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A {@code golden/image} picture, as stored. */
  public static RgbImage picture(String file) {
    return new ImageDecoder(DecodeOptions.asReference()).decode(resource("golden/image/" + file));
  }

  /** A tensor of bytes {@code [height, width, 3]}. */
  public RgbImage rgb(String name) {
    JsonNode shape = tensors.get(name).get("shape");
    return new RgbImage(shape.get(1).asInt(), shape.get(0).asInt(), bytes(name));
  }

  public float[] floats(String name) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[buffer.remaining() / Float.BYTES];
    buffer.asFloatBuffer().get(values);
    return values;
  }

  /** The bytes of any tensor. */
  public byte[] bytes(String name) {
    JsonNode offsets = tensors.get(name).get("data_offsets");
    return Arrays.copyOfRange(
        content, start + offsets.get(0).asInt(), start + offsets.get(1).asInt());
  }
}
