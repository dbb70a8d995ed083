package io.github.dino4j.evaluate.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.picture.PictureFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepthFileTest {
  @TempDir Path folder;

  private static final DepthMap MAP =
      new DepthMap(3, 2, new float[] {0, 0.001f, 1.2344f, 7, 9.9996f, 0.5f});

  private DepthMap read(String name, DepthFormat format) throws IOException {
    return format.decode(Files.readAllBytes(folder.resolve(name)));
  }

  private static byte[] png(int type, int sample) {
    BufferedImage image = new BufferedImage(2, 1, type);
    image.getRaster().setSample(1, 0, 0, sample);
    return PictureFile.encode(image, "png");
  }

  @Test
  void millimetresComeBackWithinHalfAMillimetre() throws IOException {
    DepthFile.png(MAP, DepthRange.NYU, folder.resolve("depth.png"));
    DepthMap back = read("depth.png", DepthFormat.Scaled.NYU);
    assertThat(back.size()).isEqualTo(MAP.size());
    assertThat(back.values()).containsExactly(MAP.values(), within(0.00051f));
    assertThat(back.values()[0]).isZero();
  }

  @Test
  void eightyMetresNeedTheCoarserScale() throws IOException {
    DepthMap far = new DepthMap(2, 1, new float[] {79.5f, 0.0001f});
    DepthFile.png(far, DepthRange.KITTI, folder.resolve("depth.png"));
    float[] back = read("depth.png", DepthFile.format(DepthRange.KITTI)).values();
    assertThat(back[0]).isEqualTo(79.5f);
    assertThat(back[1]).as("what is known does not become unknown").isEqualTo(1 / 256f);
  }

  @Test
  void npyComesBackBitForBit() throws IOException {
    DepthFile.npy(MAP, folder.resolve("depth.npy"));
    assertThat(read("depth.npy", DepthFormat.Scaled.KITTI).values()).containsExactly(MAP.values());
    DepthMap shares = read("depth.npy", new DepthFormat.Relative());
    assertThat(shares.max()).isEqualTo(1);
    assertThat(shares.values()[3]).isCloseTo(0.70003f, within(1e-5f)); // 7 / 9.9996
  }

  @Test
  void sunTurnsBitsByThreePlaces() {
    int sample = ((2345 << 3) & 0xffff) | (2345 >> 13);
    byte[] content = png(BufferedImage.TYPE_USHORT_GRAY, sample);
    assertThat(new DepthFormat.Sun().decode(content).values()).containsExactly(0, 2.345f);
    // the lowest three bits are the highest of the depth: 1 << 13 mm, capped
    byte[] low = png(BufferedImage.TYPE_USHORT_GRAY, 1);
    assertThat(new DepthFormat.Sun().decode(low).values()).containsExactly(0, 8);
  }

  @Test
  void relativeMapsAreSharesOfFullScale() {
    byte[] content = png(BufferedImage.TYPE_BYTE_GRAY, 51);
    assertThat(new DepthFormat.Relative().decode(content).values()).containsExactly(0, 0.2f);
  }

  @Test
  void refusesWhatIsNoDepth() {
    assertThatThrownBy(() -> DepthFormat.Scaled.NYU.decode(png(BufferedImage.TYPE_BYTE_GRAY, 7)))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "a PNG of 8 bits where depth is of 16 bits and one channel; if it is relative to the farthest point, say so");
    assertThatThrownBy(() -> new DepthFormat.Relative().decode(png(BufferedImage.TYPE_INT_RGB, 7)))
        .hasMessage("a PNG of 8 bits in colour where depth is of 16 bits and one channel");
    assertThatThrownBy(() -> DepthFormat.Scaled.NYU.decode(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}))
        .hasMessage("no PNG and no .npy; save depth as one of them");
  }

  @Test
  void findsDepthByColumnOrByName() throws IOException {
    Files.createDirectories(folder.resolve("depth/kitchen"));
    DepthFile.png(MAP, DepthRange.NYU, folder.resolve("depth/kitchen/one.png"));
    var columns = new LinkedHashMap<>(Map.of("depth", "depth/kitchen/one.png"));
    ImageRecord row =
        new ImageRecord(
            "kitchen/one.jpg",
            "photos/kitchen/one.jpg",
            Annotation.ofColumns(columns),
            ImageBytes.missing("not read"));
    DepthTruths byColumn = new DepthTruths.Column(folder, DepthFormat.Scaled.NYU);
    DepthTruths byName = new DepthTruths.Folder(folder.resolve("depth"), DepthFormat.Scaled.NYU);
    assertThat(byName.read(row, new Size(3, 2)).values())
        .containsExactly(byColumn.read(row, new Size(3, 2)).values());
    assertThatThrownBy(() -> byName.read(row, new Size(2, 3)))
        .isInstanceOf(DinoException.class)
        .hasMessageEndingWith(
            "one.png: 3 x 2 pixels of depth for an image of 2 x 3; save depth in the image's size");
    ImageRecord other = ImageRecord.problem("kitchen/two.jpg", "kitchen/two.jpg", "");
    assertThatThrownBy(() -> byName.read(other, new Size(3, 2)))
        .hasMessageContaining("there is neither kitchen/two.png nor kitchen/two.npy in");
    assertThatThrownBy(() -> byColumn.read(other, new Size(3, 2)))
        .hasMessage("kitchen/two.jpg: its row names no file in the column depth");
  }

  @Test
  void picturesGrowDarkerWithDepth() {
    DepthPicture picture = DepthPicture.of(MAP, DepthUnit.METRES);
    assertThat(picture.legend()).isEqualTo("0.00100 (pale) to 10.0 (dark) m");
    assertThat(picture.image().getRGB(0, 0) & 0xffffff).as("unknown").isZero();
    int[] byDepth = {1, 5, 2, 3, 4}; // pixels in the order of their depth
    for (int i = 1; i < byDepth.length; i++) {
      assertThat(luminance(picture, byDepth[i])).isLessThan(luminance(picture, byDepth[i - 1]));
    }
  }

  private static double luminance(DepthPicture picture, int pixel) {
    int rgb = picture.image().getRGB(pixel % 3, pixel / 3);
    return 0.2126 * (rgb >> 16 & 255) + 0.7152 * (rgb >> 8 & 255) + 0.0722 * (rgb & 255);
  }
}
