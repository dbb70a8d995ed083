package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.features.index.ImageSearch;
import io.github.dino4j.model.catalogue.DemoModel;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.WeightLayout;
import io.github.dino4j.search.Hit;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchCommandTest {
  private static final int DISCS = 4;
  private static final int SQUARES = 3;

  @TempDir Path folder;
  private Path photos;
  private Path index;

  @BeforeEach
  void draw() throws IOException {
    photos = folder.resolve("photos");
    index = folder.resolve("photos.index");
    for (int i = 0; i < DISCS; i++) {
      draw(photos.resolve("disc/%d.png".formatted(i)), new Color(240 - 40 * i, 30, 20), true);
    }
    for (int i = 0; i < SQUARES; i++) {
      draw(photos.resolve("square/%d.png".formatted(i)), new Color(20, 30, 250 - 60 * i), false);
    }
  }

  private static void draw(Path file, Color colour, boolean disc) throws IOException {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(colour);
    if (disc) {
      pen.fillOval(12, 4, 40, 40);
    } else {
      pen.fillRect(12, 4, 40, 40);
    }
    pen.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private CommandRun index(Object... inputs) {
    Object[] all = new Object[inputs.length + 5];
    all[0] = "index";
    System.arraycopy(inputs, 0, all, 1, inputs.length);
    all[inputs.length + 1] = "-o";
    all[inputs.length + 2] = index;
    all[inputs.length + 3] = "--model";
    all[inputs.length + 4] = "demo";
    return CommandRun.of(all);
  }

  private List<String> found(Object image, Object... options) {
    Object[] all = new Object[options.length + 4];
    all[0] = "search";
    all[1] = image;
    all[2] = "--index";
    all[3] = index;
    System.arraycopy(options, 0, all, 4, options.length);
    CommandRun run = CommandRun.of(all);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out().lines().skip(1).map(line -> line.split(" ")[0]).toList();
  }

  @Test
  void aPhotoFindsItselfFirstAndItsKindBeforeOthers() {
    CommandRun run = index(photos);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("7 images, exact: 7 added, 0 replaced, 0 unchanged, 0 forgotten");
    for (int i = 0; i < SQUARES; i++) {
      String square = "square/%d.png".formatted(i);
      assertThat(found(photos.resolve(square), "-k", 3))
          .startsWith(square)
          .allMatch(id -> id.startsWith("square/"));
    }
    assertThat(found(photos.resolve("disc/0.png"))).hasSize(DISCS + SQUARES);
  }

  @Test
  void theSameCommandAgainBringsTheIndexToWhatIsThere() throws IOException {
    index(photos);
    assertThat(index(photos).out()).contains("0 added, 0 replaced, 7 unchanged, 0 forgotten");

    draw(photos.resolve("square/new.png"), Color.GREEN, false);
    draw(photos.resolve("disc/0.png"), Color.CYAN, false); // no disc any more
    Files.delete(photos.resolve("disc/1.png"));
    assertThat(index(photos).out())
        .contains("7 images, exact: 1 added, 1 replaced, 5 unchanged, 1 forgotten");
    assertThat(found(photos.resolve("square/new.png"))).startsWith("square/new.png");
    assertThat(found(photos.resolve("disc/0.png")))
        .startsWith("disc/0.png")
        .doesNotContain("disc/1.png");
  }

  @Test
  void anotherInputIsAddedAndAnIdStaysWithItsImage() throws IOException {
    index(photos);
    Path more = folder.resolve("more");
    draw(more.resolve("triangle/0.png"), Color.GREEN, true);
    draw(more.resolve("disc/0.png"), Color.GREEN, true);
    CommandRun run = index(more);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("8 images, exact: 1 added, 0 replaced, 0 unchanged, 0 forgotten");
    assertThat(folder.resolve("photos.index.rejects.csv"))
        .content()
        .contains("has its id, disc/0.png");
    assertThat(index(photos).out()).contains("7 unchanged, 0 forgotten");
    assertThat(folder.resolve("photos.index.rejects.csv")).doesNotExist();
  }

  @Test
  void columnsOfAManifestAreFilteredAndFollowedWithoutTheModel() throws IOException {
    Path manifest = folder.resolve("shop.csv");
    Files.writeString(
        manifest,
        """
        Path,id,Class,price,sku
        photos/disc/0.png,a,round,10,007
        photos/disc/1.png,b,round,49.5,008
        photos/square/0.png,c,angular,60,009
        """);
    assertThat(index(manifest).code()).isZero();
    Path query = photos.resolve("square/0.png");
    assertThat(found(query, "--where", "price < 50")).containsExactlyInAnyOrder("a", "b");
    assertThat(found(query, "--where", "price < 50 and sku = '008'")).containsExactly("b");
    assertThat(found(query, "--where", "class != \"round\"")).containsExactly("c");

    Files.writeString(manifest, Files.readString(manifest).replace(",60,", ",6,"));
    assertThat(index(manifest).out()).contains("0 added, 1 replaced, 2 unchanged, 0 forgotten");
    assertThat(found(query, "--where", "price < 50")).startsWith("c").hasSize(3);

    CommandRun none = CommandRun.of("search", query, "--index", index, "--where", "price > 1000");
    assertThat(none.code()).isZero();
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).hasLineCount(1).contains("price > 1000");
  }

  @Test
  void severalQueriesMeetAndWhatIsNotWantedComesLast() {
    index(photos);
    Path disc = photos.resolve("disc/0.png");
    Path square = photos.resolve("square/0.png");
    assertThat(found(disc, square).indexOf("square/0.png"))
        .isLessThan(found(disc).indexOf("square/0.png"));
    assertThat(found(disc, "--not", square)).startsWith("disc/0.png").endsWith("square/0.png");
  }

  /** A search whose first word is an image, and so are others. */
  private List<String> found(Path first, Path second) {
    return found((Object) first, (Object) second);
  }

  @Test
  void tableAndPageHoldTheResults() throws IOException {
    index(photos);
    Files.delete(photos.resolve("disc/1.png"));
    Path disc = photos.resolve("disc/0.png");
    Path csv = folder.resolve("results.csv");
    Path page = folder.resolve("page.html");
    assertThat(CommandRun.of("search", disc, "--index", index, "-k", 4, "-o", csv).code()).isZero();
    assertThat(Files.readAllLines(csv))
        .hasSize(5)
        .first()
        .isEqualTo("rank,id,path,score,height,label,width");
    assertThat(Files.readAllLines(csv).get(1))
        .startsWith("1,disc/0.png," + disc.toAbsolutePath() + ",1.00000")
        .endsWith(",48,disc,64");

    CommandRun run =
        CommandRun.of(
            "search", disc, "--index", index, "-o", page, "--not", photos.resolve("square/0.png"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.readString(page))
        .contains("Looks like", "Not like", "<strong>disc</strong>", "class=\"gone\"")
        .containsPattern("(?s)(data:image/jpeg;base64,.*){8}");
  }

  @Test
  void featureFilesAreIndexedToo() throws IOException {
    Path features = folder.resolve("features.parquet");
    CommandRun.of("embed", photos, "-o", features, "--model", "demo");
    CommandRun run = CommandRun.of("index", "--features", features, "-o", index);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("7 added");
    assertThat(found(photos.resolve("disc/2.png"))).startsWith("disc/2.png");
    assertThat(CommandRun.of("index", "--features", features, "-o", index).out())
        .contains("7 unchanged");

    Path npy = folder.resolve("features.npy");
    CommandRun.of("embed", photos, "-o", npy, "--model", "demo");
    CommandRun refused =
        CommandRun.of("index", "--features", npy, "-o", folder.resolve("other.index"));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("does not say which model made it");
  }

  @Test
  void aQueryByAnotherModelOrTransformIsRefused() {
    index(photos);
    Path meta = folder.resolve("other.pth");
    try (ModelFile demo = DemoModel.open()) {
      ModelConversion.write(demo, meta, WeightLayout.META);
    }
    Path disc = photos.resolve("disc/0.png");
    CommandRun same = CommandRun.of("search", disc, "--index", index, "--model", meta);
    assertThat(same.code()).as("the same weights in another file: %s", same.err()).isZero();
    CommandRun other =
        CommandRun.of("search", disc, "--index", index, "--model", meta, "--mean", "0.1,0.1,0.1");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).hasLineCount(1).contains("weights", "use the same model");
    CommandRun size = CommandRun.of("index", photos, "-o", index, "--model", "demo", "--size", 70);
    assertThat(size.code()).isEqualTo(2);
    assertThat(size.err()).hasLineCount(1).contains("transform ResizeCrop");
  }

  @Test
  void aServiceNeedsThreeLines() {
    index(photos);
    try (ImageSearch search = ImageSearch.open(index)) {
      List<Hit> hits = search.nearest(photos.resolve("disc/0.png"), 2);
      assertThat(hits).hasSize(2).first().extracting(Hit::id).isEqualTo("disc/0.png");
      assertThat(hits.getFirst().score()).isGreaterThan(0.9999f);
    }
  }

  @Test
  void evaluationComparesWithAllVectors() {
    index(photos);
    CommandRun run = CommandRun.of("index", "evaluate", index, "-k", 3);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("7 vectors of 192 values, 7 queries", "recall@3", "1.0000", "compares all");
    assertThat(CommandRun.of("index", "evaluate", index, "-k", 7).err())
        .hasLineCount(1)
        .contains("no 7 neighbours");
  }

  @Test
  void wrongUsageIsOneLine() throws IOException {
    Path disc = photos.resolve("disc/0.png");
    assertThat(refused("search", disc, "--index", photos)).contains("photos holds no index");
    assertThat(refused("search", disc, "--index", folder.resolve("none"))).contains("no index");
    assertThat(refused("index", photos, "-o", photos, "--model", "demo"))
        .contains("no index; name a new one");
    assertThat(refused("index", photos)).contains("-o INDEX is missing");
    assertThat(refused("index", "-o", index)).contains("name INPUTs");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(refused("index", empty, "-o", index, "--model", "demo")).contains("no image in");
    assertThat(index).doesNotExist();

    index(photos);
    assertThat(refused("search", disc, "--index", index, "--where", "price <"))
        .contains("the filter is wrong");
    assertThat(refused("search", disc, "--index", index, "-o", "page.pdf")).contains(".html");
    assertThat(refused("search", disc, "--index", index, "-k", 0)).contains("ask for 1");
    assertThat(refused("search", "gone.png", "--index", index)).contains("gone.png");
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    assertThat(refused("search", text, "--index", index)).contains("text.png");
    Files.write(index.resolve("vectors.exact"), new byte[100]);
    assertThat(refused("search", disc, "--index", index)).contains("no whole index");
  }

  private static String refused(Object... args) {
    CommandRun run = CommandRun.of(args);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1);
    return run.err();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatCannotBeReadIsListedAndForgotten(boolean damaged) throws IOException {
    if (damaged) {
      index(photos);
    }
    Files.writeString(photos.resolve("disc/0.png"), "no picture");
    CommandRun run = index(photos);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("6 images").contains(damaged ? "1 forgotten" : "0 forgotten");
    assertThat(folder.resolve("photos.index.rejects.csv")).content().contains("disc/0.png");
  }
}
