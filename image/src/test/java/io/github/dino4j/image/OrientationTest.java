package io.github.dino4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.image.decode.ImageDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Photos are turned as Pillow's {@code exif_transpose} turns them, wherever a file notes its
 * orientation. {@code golden/generators/orientations.py} makes the files and the answers.
 */
final class OrientationTest {
  @Test
  void everyNoteTurnsAPictureAsPillowDoes() throws IOException {
    JsonNode cases = new ObjectMapper().readTree(Golden.resource("pillow/orientations.json"));
    List<String> wrong = new ArrayList<>();
    for (var file : cases.properties()) {
      JsonNode answer = file.getValue();
      RgbImage image = new ImageDecoder().decode(answer.get("file").binaryValue());
      boolean same =
          image.width() == answer.get("width").asInt()
              && image.height() == answer.get("height").asInt()
              && Arrays.equals(image.pixels(), answer.get("rgb").binaryValue());
      if (!same) {
        wrong.add(file.getKey());
      }
    }
    assertThat(cases.size()).isGreaterThan(200);
    assertThat(wrong).isEmpty();
  }
}
