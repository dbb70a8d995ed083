package io.github.dino4j.image.transform;

import static io.github.dino4j.image.Pixels.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.Golden;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.resample.Resampling;
import io.github.dino4j.image.transform.EvalTransform.Native;
import io.github.dino4j.image.transform.EvalTransform.ResizeCrop;
import io.github.dino4j.image.transform.EvalTransform.Whole;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EvalTransformTest {
  private static final Golden EVALUATION = Golden.image("evaluation");

  @ParameterizedTest
  @ValueSource(strings = {"landscape", "portrait", "small"})
  void equalsTheReference(String photo) {
    RgbImage crop = EvalTransform.standard().apply(Golden.picture(photo + ".png"));
    assertSame(crop, EVALUATION.rgb(photo + "/crop"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"landscape", "portrait", "small"})
  void theWindowHoldsThePixelsOfTheWholeResize(String photo) {
    RgbImage image = Golden.picture(photo + ".png");
    RgbImage whole = new ResizeCrop(60, 200).apply(image);
    RgbImage window = new ResizeCrop(60, 40).apply(image);
    Box middle = new Box(80, 80, 40, 40);
    assertSame(window, Resampling.BICUBIC.resize(whole, middle, new Size(40, 40)));
  }

  @Test
  void aTransformIsReadFromItsText() {
    List<EvalTransform> all = List.of(EvalTransform.standard(), new Native(14), new Whole(448, 14));
    assertThat(all).allMatch(each -> EvalTransform.parse(each.toString()).equals(each));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Native",
        "Native[patch=0]",
        "Native[patch=14, crop=3]",
        "Whole[shortSide=448]",
        "ResizeCrop[crop=256, resize=224]",
        "ResizeCrop[resize=99999999999, crop=224]"
      })
  void otherTextIsNoTransform(String text) {
    assertThatExceptionOfType(DinoException.class)
        .isThrownBy(() -> EvalTransform.parse(text))
        .withMessageContaining("no transform");
  }

  @Test
  void aSmallPictureIsPaddedAsTorchvisionPads() {
    // The short side is 97, so nothing is resized: only the crop acts, on one side less than it.
    RgbImage crop = new ResizeCrop(97, 112).apply(Golden.picture("small.png"));
    assertSame(crop, EVALUATION.rgb("small/center_crop_larger_than_image"));
  }

  /**
   * Bytes are rounded between and after the two passes, floats are not: half a level each. Bytes
   * are also clipped in between, which shows where a picture stays about as large: not here.
   */
  @ParameterizedTest
  @CsvSource({"60, 40", "60, 200", "97, 112", "30, 28"})
  void anyNumberOfChannelsIsPlacedAsPhotosAre(int resize, int crop) {
    RgbImage photo = Golden.picture("small.png");
    EvalTransform transform = new ResizeCrop(resize, crop);
    byte[] bytes = transform.apply(photo).pixels();
    ChannelImage floats = transform.apply(ChannelImage.of(photo));
    assertThat(Size.of(floats)).isEqualTo(new Size(crop, crop));
    for (int i = 0; i < bytes.length; i++) {
      float share = floats.samples()[i % 3 * floats.plane() + i / 3];
      assertThat(255 * share).isCloseTo(bytes[i] & 255, within(1.5f));
    }
  }

  @ParameterizedTest
  @CsvSource({"224, 256", "518, 592", "98, 112", "336, 384", "14, 16", "1, 1"})
  void aSizeKeepsTheStandardProportion(int size, int resize) {
    assertThat(EvalTransform.ofSize(size)).isEqualTo(new ResizeCrop(resize, size));
  }

  @ParameterizedTest
  @CsvSource({"640, 480, 644, 476", "7, 6, 14, 14", "3, 1000, 14, 994", "28, 14, 28, 14"})
  void nativeRoundsEachSideToPatches(int width, int height, int outWidth, int outHeight) {
    RgbImage image = new RgbImage(width, height, new byte[width * height * 3]);
    EvalTransform transform = new Native(14);
    assertThat(transform.outputSize(new Size(width, height)))
        .isEqualTo(new Size(outWidth, outHeight));
    assertThat(Size.of(transform.apply(image))).isEqualTo(new Size(outWidth, outHeight));
  }

  @Test
  void nativeLeavesAFittingPictureAlone() {
    RgbImage image = new RgbImage(28, 14, new byte[28 * 14 * 3]);
    assertThat(new Native(14).apply(image)).isSameAs(image);
  }

  @ParameterizedTest
  @CsvSource({
    "640, 480, 602, 448",
    "480, 640, 448, 602",
    "10, 100, 448, 4494",
    "448, 448, 448, 448"
  })
  void wholeResizesTheShortSideAndCutsNothing(int width, int height, int outWidth, int outHeight) {
    RgbImage image = new RgbImage(width, height, new byte[width * height * 3]);
    assertThat(Size.of(new Whole(450, 14).apply(image))).isEqualTo(new Size(outWidth, outHeight));
  }

  @Test
  void aSliverStillGivesASquare() {
    RgbImage image = new RgbImage(1, 300, new byte[900]);
    assertThat(Size.of(EvalTransform.standard().apply(image))).isEqualTo(new Size(224, 224));
  }

  @Test
  void anExtremeShapeIsCroppedButNotShownAsAWhole() {
    for (Size strip : List.of(new Size(20_000, 4), new Size(1, 60_000), new Size(3000, 20))) {
      assertThat(EvalTransform.standard().outputSize(strip)).isEqualTo(new Size(224, 224));
      assertThatExceptionOfType(UnreadableImageException.class)
          .isThrownBy(() -> new Whole(448, 14).cropWindow(strip))
          .withMessageContaining("%,d x %,d".formatted(strip.width(), strip.height()));
    }
    assertThat(new Whole(448, 14).outputSize(new Size(1000, 100))).isEqualTo(new Size(4480, 448));
    assertThat(new Native(14).outputSize(new Size(20_000, 4))).isEqualTo(new Size(20_006, 14));
  }

  @Test
  void whatNoModelCouldLookAtIsRefused() {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> new Native(14).cropWindow(new Size(13_000, 13_000)))
        .withMessageContaining("13,000 x 13,000");
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> EvalTransform.standard().cropWindow(new Size(170_000_000, 1)))
        .withMessageContaining("170,000,000 x 1");
  }

  /** Only the rows of the window are computed, whatever lies above and below. */
  @Test
  void aTallStripOfChannelsGivesTheMiddleOfIt() {
    ChannelImage strip = ChannelImage.black(new Size(1, 60_000), 1);
    Arrays.fill(strip.samples(), 0, 30_000, 1);
    ChannelImage crop = new ResizeCrop(4, 4).apply(strip);
    assertThat(crop.samples()).hasSize(16);
    assertThat(crop.samples()[0]).isGreaterThan(0.5f);
    assertThat(crop.samples()[15]).isLessThan(0.5f);
  }
}
