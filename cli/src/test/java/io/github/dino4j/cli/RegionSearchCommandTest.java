package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.features.index.ImageRegion;
import io.github.dino4j.features.index.ImageSearch;
import io.github.dino4j.features.index.RegionMatch;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.image.Box;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches by region of photos, some of which hold a checked disc on plain grey. */
class RegionSearchCommandTest {
  private static final int WITH = 3;
  private static final int WITHOUT = 4;

  /** Where the disc of {@code with/1.png} lies. */
  private static final String REGION = "90,30,40,40";

  @TempDir Path folder;
  private Path photos;
  private Path index;

  @BeforeEach
  void draw() throws IOException {
    photos = folder.resolve("photos");
    index = folder.resolve("photos.index");
    for (int i = 0; i < WITH; i++) {
      BufferedImage drawn = grey(171, 113, 150 + 10 * i);
      disc(drawn, 30 + 60 * i % 120, 30, 40);
      write(drawn, "with/%d.png".formatted(i));
    }
    for (int i = 0; i < WITHOUT; i++) {
      write(grey(171, 113, 120 + 15 * i), "without/%d.png".formatted(i));
    }
  }

  private static BufferedImage grey(int width, int height, int level) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(level, level, level));
    pen.fillRect(0, 0, width, height);
    pen.dispose();
    return image;
  }

  private static void disc(BufferedImage image, int left, int top, int side) {
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.RED);
    pen.fillOval(left, top, side, side);
    pen.setColor(Color.BLACK);
    pen.fillRect(left + side / 4, top + side / 4, side / 4, side / 2);
    pen.dispose();
  }

  private void write(BufferedImage image, String name) throws IOException {
    Path file = photos.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private CommandRun index(Object... options) {
    Object[] all = new Object[options.length + 6];
    System.arraycopy(new Object[] {"index", photos, "-o", index, "--model", "demo"}, 0, all, 0, 6);
    System.arraycopy(options, 0, all, 6, options.length);
    return CommandRun.of(all);
  }

  private Path with(int number) {
    return photos.resolve("with/%d.png".formatted(number));
  }

  private CommandRun search(Object... options) {
    Object[] all = new Object[options.length + 3];
    System.arraycopy(new Object[] {"search", "--index", index}, 0, all, 0, 3);
    System.arraycopy(options, 0, all, 3, options.length);
    return CommandRun.of(all);
  }

  private List<String> found(Object... options) {
    CommandRun run = search(options);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out().lines().skip(1).map(line -> line.split(" ")[0]).toList();
  }

  @Test
  void aRegionFindsWhatContainsIt() throws IOException {
    CommandRun run = index("--patches");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).hasLineCount(1).contains("patches take up to", "for 10,000");
    List<String> with = List.of("with/0.png", "with/1.png", "with/2.png");
    assertThat(found(with(1), "--region", REGION, "-k", WITH))
        .startsWith("with/1.png")
        .containsExactlyInAnyOrderElementsOf(with);
    assertThat(found(with(1), "--at", "110,50")).hasSize(WITH + WITHOUT).startsWith("with/1.png");
    assertThat(found(with(1), "--region", REGION, "--where", "label = 'without'"))
        .hasSize(WITHOUT)
        .allMatch(id -> id.startsWith("without/"));

    BufferedImage mask = new BufferedImage(171, 113, BufferedImage.TYPE_BYTE_GRAY);
    disc(mask, 90, 30, 40);
    Path file = folder.resolve("mask.png");
    ImageIO.write(mask, "png", file.toFile());
    assertThat(found(with(1), "--mask", file, "-k", WITH))
        .containsExactlyInAnyOrderElementsOf(with);
  }

  @Test
  void patchesAreKeptUpToDateWithoutTheFlag() throws IOException {
    index();
    assertThat(search(with(1), "--region", REGION).err())
        .hasLineCount(1)
        .contains("keeps no patches", "run index with --patches first");
    // The same transform as before, so that vectors stay comparable.
    CommandRun added = index("--patches");
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.out()).contains("0 added, 7 replaced, 0 unchanged");
    assertThat(index().out()).contains("7 unchanged");

    BufferedImage drawn = grey(171, 113, 200);
    disc(drawn, 60, 60, 40);
    write(drawn, "with/new.png");
    write(grey(171, 113, 90), "with/0.png"); // no disc any more
    Files.delete(with(2));
    assertThat(index().out()).contains("1 added, 1 replaced, 5 unchanged, 1 forgotten");
    assertThat(found(with(1), "--region", REGION))
        .startsWith("with/1.png", "with/new.png")
        .hasSize(7)
        .doesNotContain("with/2.png");
  }

  @Test
  void tableAndPageShowWhere() throws IOException {
    index("--patches");
    Path csv = folder.resolve("results.csv");
    assertThat(search(with(1), "--region", REGION, "-k", 3, "-o", csv).code()).isZero();
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines)
        .hasSize(4)
        .first()
        .isEqualTo("rank,id,path,score,box_left,box_top,box_width,box_height,height,label,width");
    String[] first = lines.get(1).split(",", -1);
    assertThat(first[1]).isEqualTo("with/1.png");
    int left = Integer.parseInt(first[4]);
    int top = Integer.parseInt(first[5]);
    assertThat(110).isBetween(left, left + Integer.parseInt(first[6]));
    assertThat(50).isBetween(top, top + Integer.parseInt(first[7]));

    Path page = folder.resolve("page.html");
    CommandRun run = search(with(1), "--region", REGION, "-o", page);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.readString(page))
        .contains("What contains this", "90,30,40,40", "<strong>with</strong>")
        .containsPattern("(?s)(data:image/jpeg;base64,.*){8}");
    assertThat(search(with(1), "--region", REGION, "-k", 1).out().lines().toList().getFirst())
        .contains("image", "score", "box", "label");
  }

  @Test
  void aServiceFindsByRegionInThreeLines() {
    index("--patches");
    try (ImageSearch search = ImageSearch.open(index)) {
      List<RegionMatch> found = search.nearest(with(1), ImageRegion.of(new Box(90, 30, 40, 40)), 2);
      assertThat(found).hasSize(2);
      RegionMatch first = found.getFirst();
      assertThat(first.hit().id()).isEqualTo("with/1.png");
      assertThat(first.hit().score()).isGreaterThan(0.99f);
      assertThat(first.map().rows()).isEqualTo(first.grid().rows());
      assertThat(first.map().cosine()).hasSize(first.grid().rows() * first.grid().columns());
      assertLiesIn(first.area(), 171, 113);
    }
  }

  private static void assertLiesIn(Area area, int width, int height) {
    assertThat(area.left()).isGreaterThanOrEqualTo(0);
    assertThat(area.top()).isGreaterThanOrEqualTo(0);
    assertThat(area.left() + area.width()).isLessThanOrEqualTo(width);
    assertThat(area.top() + area.height()).isLessThanOrEqualTo(height);
  }

  /** The same picture, stored on its side with a note that says so, is found at the same place. */
  @Test
  void pixelsAreThoseOfTheImageAsItIsShown() throws IOException {
    BufferedImage upright = grey(171, 113, 160);
    disc(upright, 90, 30, 40);
    BufferedImage stored = new BufferedImage(113, 171, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 113; y++) {
      for (int x = 0; x < 171; x++) {
        stored.setRGB(y, 170 - x, upright.getRGB(x, y)); // orientation 6: turn it clockwise
      }
    }
    Path turned = photos.resolve("with/turned.jpg");
    Files.write(turned, withOrientation(stored, 6));
    index("--patches");
    try (ImageSearch search = ImageSearch.open(index)) {
      RegionMatch match =
          search.nearest(with(1), ImageRegion.of(new Box(90, 30, 40, 40)), 10).stream()
              .filter(each -> each.hit().id().equals("with/turned.jpg"))
              .findFirst()
              .orElseThrow();
      assertThat(match.grid().photoWidth()).isEqualTo(171);
      assertThat(match.grid().photoHeight()).isEqualTo(113);
      assertThat(match.area().centreX()).isBetween(80.0, 140.0);
      assertThat(match.area().centreY()).isBetween(20.0, 80.0);
    }
    assertThat(found(turned, "--region", REGION)).startsWith("with/turned.jpg");
    assertThat(search(turned, "--region", "0,0,113,171").err())
        .hasLineCount(1)
        .contains("leaves the image: it has 171 x 113 pixels");
  }

  private static byte[] withOrientation(BufferedImage image, int orientation) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", jpeg);
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0, // APP1 of 34 bytes
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1, // TIFF, big-endian, a directory of one entry
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0, // Orientation, a short
      0,
      0,
      0,
      0
    };
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[] bytes = jpeg.toByteArray();
    file.write(bytes, 0, 2);
    file.write(exif);
    file.write(bytes, 2, bytes.length - 2);
    return file.toByteArray();
  }

  @Test
  void wrongUsageIsOneLine() throws IOException {
    index("--patches");
    assertThat(refused(with(1), "--region", "160,0,12,10"))
        .contains("leaves the image: it has 171");
    assertThat(refused(with(1), "--region", "1,2,3")).contains("is not a box such as");
    assertThat(refused(with(1), "--region", "1,2,0,3")).contains("is not a box such as");
    assertThat(refused(with(1), "--at", "171,0")).contains("the point 171,0 is not on the image");
    assertThat(refused(with(1), with(2), "--region", REGION)).contains("name one IMAGE");
    assertThat(refused(with(1), "--not", with(2), "--at", "1,1")).contains("--not is for whole");
    assertThat(refused(with(1), "--at", "1,1", "--region", REGION)).contains("mutually exclusive");
    assertThat(refused(with(1), "--mask", folder.resolve("none.png"))).contains("none.png");
    Path mask = folder.resolve("mask.png");
    ImageIO.write(new BufferedImage(171, 113, BufferedImage.TYPE_BYTE_GRAY), "png", mask.toFile());
    assertThat(refused(with(1), "--mask", mask)).contains("mask.png is black all over");
    ImageIO.write(grey(170, 113, 9), "png", mask.toFile());
    assertThat(refused(with(1), "--mask", mask))
        .contains("the mask has 170 x 113 pixels and its image 171 x 113");

    Path features = folder.resolve("features.parquet");
    CommandRun.of("embed", photos, "-o", features, "--model", "demo");
    CommandRun run = CommandRun.of("index", "--features", features, "-o", index);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("keeps patches, which are made of images");
    CommandRun both = CommandRun.of("index", "--patches", "-o", index, "--features", features);
    assertThat(both.err()).hasLineCount(1).contains("--patches needs images");
  }

  private String refused(Object... options) {
    CommandRun run = search(options);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1);
    return run.err();
  }
}
