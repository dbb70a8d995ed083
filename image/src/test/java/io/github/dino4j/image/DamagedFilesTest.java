package io.github.dino4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.dino4j.image.decode.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two thousand damaged files: each is read or refused with a reason, and nothing else happens. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class DamagedFilesTest {
  private static final int FILES = 2000;
  private static final String[] KINDS = {".jpg", ".png", ".webp", ".tiff"};

  @Test
  void nothingButAReasonComesOfThem() throws IOException {
    List<byte[]> whole = whole();
    ImageDecoder decoder = new ImageDecoder();
    Random random = new Random(20240229);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] damaged = damage(whole, i % whole.size(), random);
      try {
        RgbImage image = decoder.decode(damaged);
        assertThat(image.pixels()).hasSize(image.width() * image.height() * 3);
        read++;
      } catch (UnreadableImageException e) {
        assertThat(e.reason()).as("file %d", i).isNotBlank().doesNotContain("\n", "null");
        refused++;
      }
    }
    // Both happen: the damage is neither harmless nor total.
    assertThat(read).isGreaterThan(FILES / 20);
    assertThat(refused).isGreaterThan(FILES / 2);
  }

  private static byte[] damage(List<byte[]> whole, int which, Random random) {
    byte[] file = whole.get(which).clone();
    switch (random.nextInt(6)) {
      case 0 -> file = Arrays.copyOf(file, random.nextInt(file.length));
      case 1 -> flip(file, 1, file.length, random);
      case 2 -> flip(file, 1 + random.nextInt(30), file.length, random);
      case 3 -> flip(file, 1 + random.nextInt(4), Math.min(64, file.length), random);
      case 4 -> lengthField(file, random);
      default -> file = splice(file, whole.get(random.nextInt(whole.size())), random);
    }
    return file;
  }

  private static void flip(byte[] file, int count, int within, Random random) {
    for (int i = 0; i < count; i++) {
      file[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /** A number where sizes, counts and offsets like to stand becomes zero, huge or off by one. */
  private static void lengthField(byte[] file, Random random) {
    int at = random.nextInt(Math.min(file.length - 4, 300));
    switch (random.nextInt(4)) {
      case 0 -> Arrays.fill(file, at, at + 4, (byte) 0);
      case 1 -> Arrays.fill(file, at, at + 4, (byte) 0xff);
      case 2 -> Arrays.fill(file, at, at + 2, (byte) 0x7f);
      default -> file[at]++;
    }
  }

  private static byte[] splice(byte[] file, byte[] other, Random random) {
    int cut = random.nextInt(file.length);
    int from = random.nextInt(other.length);
    byte[] spliced = Arrays.copyOf(file, cut + other.length - from);
    System.arraycopy(other, from, spliced, cut, other.length - from);
    return spliced;
  }

  /** Small pictures of each kind: gradients and noise, with and without alpha, several codings. */
  private static List<byte[]> whole() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String kind : KINDS) {
      for (int channels : new int[] {1, 3, 4}) {
        if (channels == 4 && kind.equals(".jpg")) {
          continue;
        }
        files.add(byOpenCv(kind, channels));
      }
    }
    files.add(byJava("jpeg", BufferedImage.TYPE_INT_RGB));
    files.add(byJava("png", BufferedImage.TYPE_BYTE_INDEXED));
    files.add(byJava("png", BufferedImage.TYPE_USHORT_GRAY));
    files.add(byJava("tiff", BufferedImage.TYPE_BYTE_BINARY));
    files.add(byJava("tiff", BufferedImage.TYPE_BYTE_INDEXED));
    files.add(byJava("gif", BufferedImage.TYPE_BYTE_INDEXED));
    files.add(byJava("bmp", BufferedImage.TYPE_INT_RGB));
    for (byte[] file : files) {
      assertThatNoException().isThrownBy(() -> new ImageDecoder().decode(file));
    }
    return files;
  }

  private static byte[] byOpenCv(String kind, int channels) {
    byte[] pixels = new byte[40 * 30 * channels];
    Random random = new Random(channels);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 5 + random.nextInt(40));
    }
    try (BytePointer data = new BytePointer(pixels);
        Mat mat = new Mat(30, 40, opencv_core.CV_8UC(channels), data);
        BytePointer encoded = new BytePointer()) {
      assertThat(opencv_imgcodecs.imencode(kind, mat, encoded)).isTrue();
      byte[] file = new byte[(int) encoded.limit()];
      encoded.get(file);
      return file;
    }
  }

  private static byte[] byJava(String format, int type) throws IOException {
    BufferedImage image = new BufferedImage(33, 21, type);
    for (int y = 0; y < 21; y++) {
      for (int x = 0; x < 33; x++) {
        image.setRGB(x, y, x * 7 << 16 | y * 11 << 8 | (x * y & 0xff));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }
}
