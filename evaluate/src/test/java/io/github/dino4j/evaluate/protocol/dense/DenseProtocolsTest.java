package io.github.dino4j.evaluate.protocol.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.protocol.Evaluation;
import io.github.dino4j.evaluate.protocol.Protocol;
import io.github.dino4j.evaluate.protocol.Request;
import io.github.dino4j.evaluate.protocol.Settings;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos that are bright and far on one side, dark and near on the other, on the demo model. */
class DenseProtocolsTest {
  private static final int SIDE = 56;

  @TempDir Path folder;

  @BeforeEach
  void photos() throws IOException {
    Random random = new Random(3);
    for (String set : List.of("train", "test")) {
      for (int i = 0; i < 6; i++) {
        write(set, i, 14 + random.nextInt(28));
      }
    }
  }

  private void write(String set, int number, int edge) throws IOException {
    write(set, number, new Size(SIDE, SIDE), (x, _) -> x >= edge);
  }

  /** Where a photo is bright and far. */
  private interface Bright {
    boolean at(int x, int y);
  }

  private void write(String set, int number, Size size, Bright bright) throws IOException {
    int width = size.width();
    int height = size.height();
    BufferedImage photo = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage depth = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage metres = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean far = bright.at(x, y);
        photo.setRGB(x, y, far ? 0xf0e8d0 : 0x203040 + 4 * (y % SIDE));
        mask.getRaster().setSample(x, y, 0, far ? 1 : 0);
        depth.getRaster().setSample(x, y, 0, far ? 255 : 80);
        metres.getRaster().setSample(x, y, 0, 256 * (far ? 40 : 10));
      }
    }
    save(photo, "%s/%d.png".formatted(set, number));
    save(mask, "%s-masks/%d.png".formatted(set, number));
    save(depth, "%s-depth/%d.png".formatted(set, number));
    save(metres, "%s-metres/%d.png".formatted(set, number));
  }

  private void save(BufferedImage image, String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private EvaluationReport run(Protocol protocol, String report, String... given) {
    Settings settings = protocol.settings().with(List.of(given));
    Request request =
        new Request(
            List.of(folder.resolve("train").toString()),
            Request.tests(List.of(folder.resolve("test").toString())),
            folder.resolve(report),
            settings);
    try (FeatureExtractor demo =
        FeatureExtractor.load(
            "demo",
            config ->
                ExtractorOptions.standard()
                    .with(protocol.transform(config, settings).orElseThrow()))) {
      return protocol.run(
          Evaluation.of(demo, new FeatureCache(folder.resolve("cache")), new Silent()), request);
    }
  }

  private static final class Silent implements Evaluation.Listener {
    @Override
    public void say(String line) {}

    @Override
    public void progress(long done, long before, long total, String unit) {}
  }

  private static double figure(EvaluationReport report, String metric) {
    return report.figure("test", metric).value();
  }

  @Test
  void bothSidesAreTold() {
    EvaluationReport byNeighbours = run(new SegmentationProtocol(), "knn", "size=56", "method=knn");
    EvaluationReport byHead =
        run(new SegmentationProtocol(), "head", "size=56", "iterations=150", "batch=4");
    EvaluationReport again = run(new SegmentationProtocol(), "again", "size=56", headOf("head"));

    // 16 patches a photo: an edge lies within one of them, up to half a patch off.
    assertThat(figure(byNeighbours, "mIoU")).isGreaterThan(0.7);
    assertThat(figure(byHead, "mIoU")).isGreaterThan(0.7);
    assertThat(again.figures()).isEqualTo(byHead.figures());
  }

  private String headOf(String report) {
    return "head=" + folder.resolve(report);
  }

  @Test
  void nearAndFarAreTold() {
    String[] settings = {"size=56", "depths=-depth", "iterations=150", "batch=4"};
    EvaluationReport trained = run(new DepthProtocol(), "depth", settings);
    EvaluationReport again =
        run(new DepthProtocol(), "again", "size=56", "depths=-depth", headOf("depth"));

    // The mean of each image's truth would be at about 0.5: 80 / 255 and 1 in equal parts.
    assertThat(figure(trained, "abs_rel")).isLessThan(0.25);
    assertThat(again.figures()).isEqualTo(trained.figures());
  }

  /** Landscape, portrait, one alone of its size, one less than a patch high. */
  @Test
  void photosMayBeOfAnySizes() throws IOException {
    int[][] sizes = {{84, 56}, {56, 84}, {200, 130}, {84, 56}, {30, 12}, {56, 90}};
    for (String set : List.of("train", "test")) {
      for (int i = 0; i < sizes.length; i++) {
        Size size = new Size(sizes[i][0], sizes[i][1]);
        write(set, i, size, (x, _) -> x >= 0.4 * size.width());
      }
    }
    EvaluationReport byNeighbours = run(new SegmentationProtocol(), "knn", "size=56", "method=knn");
    EvaluationReport byHead =
        run(new SegmentationProtocol(), "head", "size=56", "iterations=150", "batch=4");
    EvaluationReport depth =
        run(new DepthProtocol(), "depth", "size=56", "depths=-depth", "iterations=150", "batch=4");

    assertThat(figure(byNeighbours, "mIoU")).isGreaterThan(0.7);
    assertThat(figure(byHead, "mIoU")).isGreaterThan(0.7);
    assertThat(figure(depth, "abs_rel")).isLessThan(0.25);
  }

  /** Cached features are of whole photos, so depth that is learnt from them must be too. */
  @Test
  void depthIsCutAsThePhotoIsOrNotAtAll() throws IOException {
    write("road", 0, new Size(1230, 400), (x, y) -> x >= 700 == y >= 80);
    Settings kitti = new DepthProtocol().settings().with(List.of("data=kitti", "depths=-metres"));
    DepthData.Images images =
        DepthData.of(kitti).images(List.of(folder.resolve("road").toString()));

    RgbImage photo = images.photo(0);
    DepthMap depth = images.depth(0);
    DepthMap whole = images.wholeDepth(0);

    assertThat(whole.size()).isEqualTo(new Size(1230, 400));
    assertThat(depth.size()).isEqualTo(Size.of(photo)).isEqualTo(new Size(1216, 352));
    assertThat(images.cut(whole).values()).isEqualTo(depth.values());
    for (int i = 0; i < depth.values().length; i++) {
      boolean bright = (photo.pixels()[3 * i] & 0xff) == 0xf0;
      assertThat(depth.values()[i]).isEqualTo(bright ? 40 : 10);
    }
  }

  @Test
  void aHeadForAnotherTaskIsRefused() {
    run(new SegmentationProtocol(), "head", "size=56", "iterations=2");

    assertThatThrownBy(
            () -> run(new DepthProtocol(), "x", "size=56", "depths=-depth", headOf("head")))
        .hasMessage("a head for segmentation, not for depth");
  }

  @Test
  void aMissingFolderOfMasksIsTold() {
    assertThatThrownBy(() -> run(new SegmentationProtocol(), "x", "size=56", "masks=-labels"))
        .hasMessageContaining("no folder of masks: there is no")
        .hasMessageContaining("train-labels; masks=SUFFIX says what it is called");
  }
}
