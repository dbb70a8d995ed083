package io.github.dino4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.image.decode.ImageDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * Small pictures in every format and mode, whole and damaged, give Pillow's very bytes or are
 * refused as Pillow refuses them. {@code golden/generators/pictures.py} makes the files and the
 * answers.
 */
final class PillowPicturesTest {
  private static final Map<String, byte[]> PICTURES = unzip();

  @Test
  void wholePicturesGivePillowsBytes() throws IOException {
    JsonNode answers = new ObjectMapper().readTree(Golden.resource("pillow/pictures.json"));
    List<String> wrong = new ArrayList<>();
    PICTURES.forEach((name, content) -> compare(name, content, answers.get(name), wrong));
    assertThat(PICTURES).hasSizeGreaterThan(250);
    assertThat(wrong).isEmpty();
  }

  @Test
  void damagedPicturesAreReadOrRefusedAsPillowDoes() throws IOException {
    JsonNode cases = new ObjectMapper().readTree(Golden.resource("pillow/damaged.json"));
    List<String> wrong = new ArrayList<>();
    for (JsonNode damage : cases) {
      byte[] content = Objects.requireNonNull(PICTURES.get(damage.get("of").asText())).clone();
      if (damage.has("cut")) {
        content = Arrays.copyOf(content, damage.get("cut").asInt());
      } else {
        for (JsonNode bit : damage.get("flips")) {
          content[bit.asInt() / 8] ^= (byte) (1 << bit.asInt() % 8);
        }
      }
      compare(damage.toString(), content, damage, wrong);
    }
    assertThat(cases.size()).isGreaterThan(350);
    assertThat(wrong).isEmpty();
  }

  private static void compare(String name, byte[] content, JsonNode answer, List<String> wrong) {
    String expected =
        answer.has("refused")
            ? "refused"
            : "%d x %d %s"
                .formatted(
                    answer.get("width").asInt(),
                    answer.get("height").asInt(),
                    answer.get("sha256").asText());
    String actual = describe(content);
    if (!actual.equals(expected)) {
      wrong.add(name + ": " + actual + " for " + expected);
    }
  }

  private static String describe(byte[] content) {
    try {
      RgbImage image = new ImageDecoder(DecodeOptions.asReference()).decode(content);
      return "%d x %d %s".formatted(image.width(), image.height(), sha256(image.pixels()));
    } catch (UnreadableImageException e) {
      return "refused";
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, byte[]> unzip() {
    Map<String, byte[]> pictures = new TreeMap<>();
    byte[] archive = Golden.resource("pillow/pictures.zip");
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        pictures.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return pictures;
  }
}
