package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureReader;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.model.frozen.Precision;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedCommandTest {
  private static final int DIM = 192;

  @TempDir static Path shared;
  private static Path photos;

  @TempDir Path folder;

  @BeforeAll
  static void render() {
    photos = ScenePhotos.in(shared);
  }

  private CommandRun embed(Object... args) {
    List<Object> all = new ArrayList<>(List.of("embed", "--model", "demo"));
    all.addAll(List.of(args));
    return CommandRun.of(all.toArray());
  }

  private static List<FeatureRow> rows(Path file) {
    try (FeatureReader reader = FeatureFile.read(file)) {
      List<FeatureRow> rows = new ArrayList<>();
      reader.forEachRemaining(rows::add);
      return rows;
    }
  }

  @Test
  void everyFormatHoldsTheSameRowsInTheOrderOfPaths() {
    List<List<FeatureRow>> files = new ArrayList<>();
    for (String ending : List.of("parquet", "npy", "safetensors")) {
      Path file = folder.resolve("features." + ending);
      CommandRun run = embed(photos, "-o", file);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("features of 12 images");
      files.add(rows(file));
    }
    List<FeatureRow> parquet = files.getFirst();
    assertThat(parquet).hasSize(ScenePhotos.COUNT);
    assertThat(parquet).extracting(row -> row.image().path()).isSorted();
    assertThat(parquet).allMatch(row -> row.image().width() == ScenePhotos.SIDE);
    for (List<FeatureRow> other : files) {
      for (int i = 0; i < parquet.size(); i++) {
        assertThat(other.get(i).image()).isEqualTo(parquet.get(i).image());
        assertThat(only(other.get(i))).hasSize(DIM).isEqualTo(only(parquet.get(i)));
      }
    }
    assertThat(only(parquet.get(0))).isNotEqualTo(only(parquet.get(1)));
  }

  private static float[] only(FeatureRow row) {
    return row.arrays().firstEntry().getValue().values();
  }

  @Test
  void patchTokensComeWithTheirGrid() {
    Path file = folder.resolve("patches.npy");
    assertThat(embed(photos, "-o", file, "--tokens", "patches", "--size", 56).code()).isZero();
    assertThat(rows(file))
        .hasSize(ScenePhotos.COUNT)
        .allSatisfy(row ->
            assertThat(row.arrays().firstEntry().getValue().shape()).containsExactly(4, 4, DIM));
  }

  @Test
  void clsAndMeanAreTwoColumnsOrOneVector() {
    Path table = folder.resolve("both.parquet");
    Path array = folder.resolve("both.npy");
    assertThat(embed(photos, "-o", table, "--tokens", "cls+mean").code()).isZero();
    assertThat(embed(photos, "-o", array, "--tokens", "cls+mean").code()).isZero();
    assertThat(rows(table))
        .allSatisfy(row -> assertThat(row.arrays().keySet()).containsExactly("cls", "mean"));
    FeatureRow first = rows(table).getFirst();
    float[] vector = only(rows(array).getFirst());
    assertThat(vector)
        .hasSize(2 * DIM)
        .startsWith(Objects.requireNonNull(first.arrays().get("cls")).values());
    assertThat(vector).endsWith(Objects.requireNonNull(first.arrays().get("mean")).values());
  }

  @Test
  void nativeRoundsTheSidesToPatches() {
    Path file = folder.resolve("native.parquet");
    assertThat(embed(photos, "-o", file, "--native", "--tokens", "patches").code()).isZero();
    // 64 pixels are nearest to five patches of 14.
    assertThat(rows(file))
        .allSatisfy(row ->
            assertThat(row.arrays().firstEntry().getValue().shape()).containsExactly(5, 5, DIM));
  }

  @Test
  void photosOfSeveralSizesShareOneFileOfPatches() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    int[][] sides = {{70, 42}, {42, 70}, {5, 3}};
    for (int i = 0; i < sides.length; i++) {
      BufferedImage photo = new BufferedImage(sides[i][0], sides[i][1], BufferedImage.TYPE_INT_RGB);
      ImageIO.write(photo, "png", mixed.resolve(i + ".png").toFile());
    }
    Path file = folder.resolve("native.safetensors");
    CommandRun run = embed(mixed, "-o", file, "--native", "--tokens", "patches", "--half");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(rows(file).stream().map(row -> row.arrays().firstEntry().getValue().shape()))
        .containsExactly(new int[] {3, 5, DIM}, new int[] {5, 3, DIM}, new int[] {1, 1, DIM});

    CommandRun npy =
        embed(mixed, "-o", folder.resolve("native.npy"), "--native", "--tokens", "patches");
    assertThat(npy.code()).isEqualTo(2);
    assertThat(npy.err()).hasLineCount(1).contains("write .safetensors or .parquet");
  }

  @Test
  void unreadableImagesAreListedAndTheRestIsThere() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Path good = Files.copy(anyPhoto(), mixed.resolve("good.png"));
    Path broken = Files.write(mixed.resolve("broken.jpg"), new byte[] {1, 2, 3});
    Path file = folder.resolve("features.parquet");
    CommandRun run = embed(mixed, "-o", file);
    assertThat(run.code()).isEqualTo(1);
    assertThat(rows(file))
        .singleElement()
        .extracting(row -> row.image().path())
        .isEqualTo(good.toString());
    assertThat(EmbedJob.rejectsOf(file)).content().contains(broken.toString());
    assertThat(run.err())
        .contains("1 image could not be read", EmbedJob.rejectsOf(file).toString());
  }

  @Test
  void nothingReadableIsNothingDone() throws IOException {
    Path broken = Files.write(folder.resolve("broken.jpg"), new byte[] {1, 2, 3});
    Path file = folder.resolve("features.npy");
    CommandRun run = embed(broken, "-o", file);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void anExistingFileIsKeptUnlessToldOtherwise() throws IOException {
    Path file = folder.resolve("features.npy");
    assertThat(embed(anyPhoto(), "-o", file).code()).isZero();
    byte[] before = Files.readAllBytes(file);
    CommandRun again = embed(photos, "-o", file);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).hasLineCount(1).contains("--overwrite");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(embed(photos, "-o", file, "--overwrite").code()).isZero();
    assertThat(rows(file)).hasSize(ScenePhotos.COUNT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "npy", "safetensors"})
  void aRunThatWasBrokenOffEndsWithTheSameBytes(String ending) throws IOException {
    Path whole = folder.resolve("whole." + ending);
    assertThat(embed(photos, "-o", whole, "--batch", 4).code()).isZero();

    Path broken = folder.resolve("broken." + ending);
    EmbedOptions options = new EmbedOptions(FeatureChoice.of(EmbedTokens.CLS), 4, false);
    try (FeatureExtractor extractor = FeatureExtractor.load("demo")) {
      EmbedJob job = new EmbedJob(extractor, options);
      assertThatThrownBy(() ->
              job.run(
                  List.of(photos.toString()),
                  broken,
                  progress -> {
                    if (progress.done() == 8) {
                      throw new IllegalStateException("the power fails");
                    }
                  }))
          .hasMessage("the power fails");
    }
    assertThat(broken).doesNotExist();
    assertThat(embed(photos, "-o", broken, "--batch", 4).code()).isZero();
    assertThat(Files.readAllBytes(broken)).isEqualTo(Files.readAllBytes(whole));
    assertThat(Files.exists(folder.resolve("broken." + ending + ".partial"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "--size,225,the nearest is 224",
    "--tokens,all,cls+mean",
    "--precision,fp8,bf16",
    "--batch,0,at least one",
    "--threads,0,at least one",
    "--device,cuda,CUDA"
  })
  void wrongValuesAreNamedInOneLine(String option, String value, String expected) {
    CommandRun run = embed(photos, "-o", folder.resolve("x.npy"), option, value);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains(expected);
    assertThat(folder.resolve("x.npy")).doesNotExist();
  }

  @Test
  void wrongFilesAreNamedInOneLine() {
    CommandRun ending = embed(photos, "-o", folder.resolve("x.txt"));
    assertThat(ending.code()).isEqualTo(2);
    assertThat(ending.err()).hasLineCount(1).contains(".parquet", ".npy", ".safetensors");
    CommandRun input = embed(folder.resolve("absent"), "-o", folder.resolve("x.npy"));
    assertThat(input.code()).isEqualTo(2);
    assertThat(input.err()).hasLineCount(1).contains("absent");
    CommandRun empty = embed(folder, "-o", folder.resolve("x.npy"));
    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.err()).hasLineCount(1).contains("no image in");
  }

  @Test
  void transformsExcludeEachOther() {
    CommandRun run = embed(photos, "-o", folder.resolve("x.npy"), "--native", "--crop", 98);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("exclude each other");
  }

  @Test
  void verboseSaysWhatWasChosen() {
    CommandRun run =
        embed(
            anyPhoto(),
            "-o",
            folder.resolve("x.npy"),
            "--precision",
            "fp32",
            "--threads",
            1,
            "--verbose");
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("1 threads, fp32 by ", "(" + Processor.instructions() + ")", "ResizeCrop");
  }

  @Test
  void bf16IsRefusedInOneLineWhereThereIsNone() {
    assumeFalse(Precision.BF16.runs(), "this processor has bf16");
    CommandRun run = embed(photos, "-o", folder.resolve("x.npy"), "--precision", "bf16");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .hasLineCount(1)
        .contains("bf16", Processor.instructions().toString(), "fp32", "auto");
  }

  private static Path anyPhoto() {
    try (Stream<Path> files = Files.walk(photos)) {
      return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anOutputThatCannotBeIsRefusedBeforeTheModelIsLoaded() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("x.npy"));
    CommandRun run = CommandRun.of("embed", photos, "-o", taken, "--model", "no-such-model");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToIgnoringNewLines("dino4j: " + taken + " is a folder; name a file in it");
  }
}
