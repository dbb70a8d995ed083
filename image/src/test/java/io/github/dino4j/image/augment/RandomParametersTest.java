package io.github.dino4j.image.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.Golden;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.augment.ColorJitter.Change;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.random.TorchRandom;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What torchvision draws from torch's generator after {@code manual_seed}. */
final class RandomParametersTest {
  private final JsonNode golden = read();

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(Golden.resource("golden/image/random_parameters.json"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void boxesEqualTorchvision() {
    for (JsonNode crops : golden.get("crops")) {
      Range scale =
          new Range(crops.get("scale").get(0).asDouble(), crops.get("scale").get(1).asDouble());
      Size size = new Size(crops.get("width").asInt(), crops.get("height").asInt());
      RandomDraws draws = new TorchRandom(1000);
      for (JsonNode box : crops.get("boxes_top_left_height_width")) {
        assertThat(new RandomResizedCrop(1, scale).draw(size, draws))
            .isEqualTo(
                new Box(
                    box.get(1).asInt(),
                    box.get(0).asInt(),
                    box.get(3).asInt(),
                    box.get(2).asInt()));
      }
    }
  }

  @Test
  void jitterEqualsTorchvision() {
    ColorJitter jitter =
        new ColorJitter(
            new Range(0.6, 1.4), new Range(0.6, 1.4), new Range(0.8, 1.2), new Range(-0.1, 0.1));
    RandomDraws draws = new TorchRandom(1001);
    for (JsonNode expected : golden.get("jitter")) {
      int place = 0;
      for (Change change : jitter.draw(draws)) {
        int adjustment = expected.get("order").get(place++).asInt();
        assertThat(change.adjustment().ordinal()).isEqualTo(adjustment);
        assertThat(change.factor())
            .isEqualTo(
                expected.get("brightness_contrast_saturation_hue").get(adjustment).asDouble());
      }
      assertThat(place).isEqualTo(4);
    }
  }

  @Test
  void impossibleParametersAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(0, Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomResizedCrop(98, new Range(0.3, 1.1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomResizedCrop(0, new Range(0, 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new GaussianBlur(new Range(0, 2)));
    assertThatIllegalArgumentException().isThrownBy(() -> new HorizontalFlip(1.5));
    assertThatIllegalArgumentException().isThrownBy(() -> new Solarize(300, 0.5));
  }
}
