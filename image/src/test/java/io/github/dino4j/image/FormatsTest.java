package io.github.dino4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One picture in odd formats and under wrong names, against block means of what Pillow reads
 * ({@code golden/generators/formats.py}).
 */
final class FormatsTest {
  private static final Path FOLDER = Path.of("..", "..", "shared", "data", "formats");
  private static final JsonNode ANSWERS = answers();

  @ParameterizedTest
  @MethodSource("names")
  void isReadAsPillowReadsIt(String name) {
    Path file = FOLDER.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "skipped: no " + FOLDER);
    JsonNode answer = ANSWERS.get(name);
    ImageDecoder decoder = new ImageDecoder(DecodeOptions.asReference());
    if (answer.has("refused")) {
      assertThatExceptionOfType(UnreadableImageException.class)
          .isThrownBy(() -> decoder.decode(file))
          .withMessageStartingWith(file + ": no image format that is known here");
      return;
    }
    RgbImage image = decoder.decode(file);
    assertThat(image.width()).isEqualTo(answer.get("width").asInt());
    assertThat(image.height()).isEqualTo(answer.get("height").asInt());
    for (int block = 0; block < 64; block++) {
      for (int c = 0; c < 3; c++) {
        assertThat(mean(image, block, c))
            .as("block %d, channel %d", block, c)
            .isCloseTo(answer.get("blocks").get(block * 3 + c).asDouble(), within(0.002));
      }
    }
  }

  private static double mean(RgbImage image, int block, int channel) {
    int top = image.height() * (block / 8) / 8;
    int bottom = image.height() * (block / 8 + 1) / 8;
    int left = image.width() * (block % 8) / 8;
    int right = image.width() * (block % 8 + 1) / 8;
    long sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += image.pixels()[(y * image.width() + x) * 3 + channel] & 0xff;
      }
    }
    return (double) sum / ((bottom - top) * (right - left));
  }

  static Iterable<String> names() {
    return ANSWERS::fieldNames;
  }

  private static JsonNode answers() {
    try {
      return new ObjectMapper().readTree(Golden.resource("pillow/formats.json"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
