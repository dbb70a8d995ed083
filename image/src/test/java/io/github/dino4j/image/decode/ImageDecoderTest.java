package io.github.dino4j.image.decode;

import static io.github.dino4j.image.Pixels.assertSame;
import static io.github.dino4j.image.Pixels.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dino4j.image.DecodeOptions;
import io.github.dino4j.image.Golden;
import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.Orientation;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.ExifOrientation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageDecoderTest {
  private static final Golden MODES = Golden.image("modes");
  private static final Golden ORIENTATION = Golden.image("orientation");

  @ParameterizedTest
  @ValueSource(strings = {"gray", "gray_alpha", "alpha", "palette", "one_bit", "gray16"})
  void modesAreConvertedAsPillowDoes(String mode) {
    assertSame(Golden.picture("mode_" + mode + ".png"), MODES.rgb(mode));
  }

  @Test
  void cmykIsConvertedAsPillowDoes() {
    assertWithin(Golden.picture("mode_cmyk.jpg"), MODES.rgb("cmyk"), 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 8})
  void photosAreTurnedUprightUnlessAskedOtherwise(int value) {
    byte[] file = Golden.resource("golden/image/orientation_%d.jpg".formatted(value));
    String name = "orientation_" + value;
    assertWithin(new ImageDecoder().decode(file), ORIENTATION.rgb(name + "/exif_transpose"), 2);
    assertWithin(
        new ImageDecoder(DecodeOptions.asReference()).decode(file),
        ORIENTATION.rgb(name + "/reference"),
        2);
    assertThat(new ImageDecoder().header(file))
        .isEqualTo(new ImageHeader(ImageFormat.JPEG, 40, 56, value));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1 2 3 4 5 6",
    "2, 3 2 1 6 5 4",
    "3, 6 5 4 3 2 1",
    "4, 4 5 6 1 2 3",
    "5, 1 4 2 5 3 6",
    "6, 4 1 5 2 6 3",
    "7, 6 3 5 2 4 1",
    "8, 3 6 2 5 1 4"
  })
  void eachOrientationMovesPixelsToTheirPlace(int orientation, String reds) {
    byte[] pixels = new byte[18];
    for (int i = 0; i < 6; i++) {
      Arrays.fill(pixels, 3 * i, 3 * i + 3, (byte) (i + 1));
    }
    RgbImage upright = ExifOrientation.upright(new RgbImage(3, 2, pixels), orientation);
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < 18; i += 3) {
      seen.append(upright.pixels()[i]).append(' ');
    }
    assertThat(seen.toString().strip()).isEqualTo(reds);
    assertThat(upright.width()).isEqualTo(orientation < 5 ? 3 : 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| an empty file",
        "'<svg xmlns=\"a\">'| an SVG drawing, not a photo",
        "'<?xml version=\"1.0\"?><svg >'| an SVG drawing, not a photo",
        "'<!DOCTYPE html><html>'| an HTML page, not a photo",
        "'  <html>'| an HTML page, not a photo",
        "'<?xml version=\"1.0\"?><a/>'| an XML document, not a photo",
        "'%PDF-1.7'| a PDF document, not a photo",
        "'{\"a\": 1}'| a text file, not a photo",
        "'version https://git-lfs.github.com/spec/v1'| a Git LFS pointer; run `git lfs pull`",
        "'....ftypisom....'| a video, not a photo",
        "'....ftypheic....'| a HEIC photo, which is not read; convert it to JPEG or PNG",
        "'....ftypavif....'| an AVIF photo, which is not read; convert it to JPEG or PNG",
        "'....ftypavis....avifavismsf1'| an AVIF animation, which is not read; convert it to JPEG or PNG",
        "'....ftypmsf1....avismsf1'| an AVIF animation, which is not read; convert it to JPEG or PNG",
        "'....ftypmif1....mif1avif'| an AVIF photo, which is not read; convert it to JPEG or PNG",
        "'....ftypmif1....mif1heic'| a HEIC photo, which is not read; convert it to JPEG or PNG",
        "'....ftyphevc....hevcmsf1'| a HEIC animation, which is not read; convert it to JPEG or PNG",
        "'....ftypmsf1....msf1'| a HEIF animation, which is not read; convert it to JPEG or PNG",
        "'....ftypqt  ....'| a video, not a photo"
      })
  void whatIsNoPhotoIsNamed(String content, String reason) {
    refused(content.getBytes(StandardCharsets.ISO_8859_1), reason);
  }

  @Test
  void zerosAreNamed() {
    refused(new byte[5000], "zeros, no image");
  }

  @Test
  void aBombIsRefusedByItsHeader() {
    byte[] bomb = Golden.resource("golden/image/small.png").clone();
    bomb[16] = 0;
    bomb[17] = 1;
    bomb[21] = 1;
    refused(
        bomb,
        "65,633 x 65,686 are more than the limit of 178,956,970 pixels (a decompression bomb?)");
  }

  @Test
  void aHeaderThatItsDataCannotFillIsRefusedBeforeMemoryIsTaken() {
    byte[] file = Golden.resource("golden/image/mode_gray.png").clone();
    ByteBuffer buffer = ByteBuffer.wrap(file).putInt(16, 9000).putInt(20, 9000);
    CRC32 crc = new CRC32();
    crc.update(file, 12, 17);
    buffer.putInt(29, (int) crc.getValue());
    refused(file, "truncated: the file ends after 523 bytes, before its picture does");
  }

  @Test
  void theLimitCanBeSet() {
    byte[] photo = Golden.resource("golden/image/small.png");
    DecodeOptions exact = new DecodeOptions(Orientation.UPRIGHT, 97 * 150);
    DecodeOptions less = new DecodeOptions(Orientation.UPRIGHT, 97 * 150 - 1);
    assertThat(new ImageDecoder(exact).decode(photo).width()).isEqualTo(97);
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> new ImageDecoder(less).decode(photo))
        .withMessageContaining("limit of 14,549 pixels");
  }

  @Test
  void filesAreNamedAndTheirExtensionIsIgnored(@TempDir Path folder) throws IOException {
    Path photo = Files.write(folder.resolve("a.gif"), Golden.resource("golden/image/portrait.png"));
    assertSame(new ImageDecoder().decode(photo), Golden.picture("portrait.png"));
    Path cut =
        Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(Files.readAllBytes(photo), 9000));
    refused(cut, "truncated: the file ends after 9,000 bytes, before its picture does");
    refused(folder.resolve("none.jpg"), "no such file");
    refused(folder, "a folder, not a file");
  }

  private static void refused(byte[] content, String reason) {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> new ImageDecoder().decode(content))
        .withMessage(reason)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void refused(Path file, String reason) {
    assertThatExceptionOfType(UnreadableImageException.class)
        .isThrownBy(() -> new ImageDecoder().decode(file))
        .withMessage(file + ": " + reason)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
