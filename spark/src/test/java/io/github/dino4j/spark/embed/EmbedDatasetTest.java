package io.github.dino4j.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.task.InProcessRunner;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureReader;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.model.weights.ModelHints;
import io.github.dino4j.spark.SparkRunner;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedDatasetTest {
  private static final int IMAGES = 37;
  private static final int PART = 10;

  private static FeatureExtractor extractor;

  @TempDir private Path work;
  private List<String> inputs = List.of();
  private Path folder = Path.of("");

  @BeforeAll
  static void load() {
    extractor = FeatureExtractor.load("demo");
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  /** A folder with a file that is no image, a shard, and a list of the folder's first images. */
  @BeforeEach
  void collect() throws IOException {
    Path photos = Files.createDirectory(work.resolve("photos"));
    Random random = new Random(5);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      Path file = photos.resolve("%03d.png".formatted(i));
      ImageIO.write(noise(random), "png", file.toFile());
      names.add("photos/" + file.getFileName());
    }
    Files.writeString(photos.resolve("015.png"), "no image");
    Path list = Files.write(work.resolve("list.txt"), names.subList(3, 28));
    Path shard = work.resolve("shard.tar");
    try (OutputStream out = Files.newOutputStream(shard);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (int i = 0; i < 13; i++) {
        byte[] image = Files.readAllBytes(photos.resolve("%03d.png".formatted(i)));
        TarArchiveEntry entry = new TarArchiveEntry("%03d.png".formatted(i));
        entry.setSize(image.length);
        tar.putArchiveEntry(entry);
        tar.write(image);
        tar.closeArchiveEntry();
      }
    }
    inputs = Stream.of(photos, shard, list).map(Path::toString).toList();
    folder = work.resolve("parts");
  }

  private static BufferedImage noise(Random random) {
    int width = 60 + random.nextInt(40);
    BufferedImage image = new BufferedImage(width, 70, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * 70; i++) {
      image.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    return image;
  }

  private static EmbedDataset job(EmbedOptions options) {
    return new EmbedDataset(extractor, reference(), options, PART);
  }

  private static ModelReference reference() {
    return new ModelReference(
        "demo",
        ModelHints.NONE,
        ExtractorOptions.standard().with(extractor.transform()),
        null,
        extractor.modelHash(),
        extractor.precision());
  }

  private EmbedDataset.Outcome run() {
    try (TaskRunner runner = new InProcessRunner((_, _, _) -> {})) {
      return job(EmbedOptions.standard()).run(inputs, folder, runner);
    }
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static List<FeatureRow> rows(Path file) {
    List<FeatureRow> rows = new ArrayList<>();
    try (FeatureReader reader = FeatureFile.read(file)) {
      reader.forEachRemaining(rows::add);
    }
    return rows;
  }

  /** To the bit, though a part cuts its batches at other images. */
  @Test
  void rowsOfPartsAreThoseOfOneFile() throws IOException {
    Path whole = work.resolve("whole.parquet");
    new EmbedJob(extractor, EmbedOptions.standard()).run(inputs, whole, _ -> {});

    EmbedDataset.Outcome outcome;
    try (TaskRunner runner = SparkRunner.open("local[2]", Map.of(), (_, _, _) -> {})) {
      outcome = job(EmbedOptions.standard()).run(inputs, folder, runner);
    }

    assertThat(outcome).isEqualTo(new EmbedDataset.Outcome(36 + 13 + 24, 2, 4 + 1 + 3));
    List<FeatureRow> parts = new ArrayList<>();
    for (int part = 0; part < outcome.parts(); part++) {
      parts.addAll(rows(folder.resolve("part-%05d.parquet".formatted(part))));
    }
    List<FeatureRow> rows = rows(whole);
    assertThat(parts).hasSize(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(parts.get(i).image()).isEqualTo(rows.get(i).image());
      assertThat(parts.get(i).arrays().get("cls").values())
          .containsExactly(rows.get(i).arrays().get("cls").values());
    }
    assertThat(files().keySet())
        .contains("embed.json", "part-00001.rejects.csv", "part-00006.rejects.csv")
        .hasSize(8 + 2 + 1);
  }

  /** The files of this machine under a scheme of their own, as those of another place. */
  public static final class ElsewhereFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("elsewhere:///");
    }

    @Override
    public String getScheme() {
      return "elsewhere";
    }
  }

  @Test
  void inputsAndPartsMayLieElsewhere() throws IOException {
    Map<String, String> settings =
        Map.of("spark.hadoop.fs.elsewhere.impl", ElsewhereFileSystem.class.getName());
    try (TaskRunner runner = SparkRunner.open("local[2]", settings, (_, _, _) -> {})) {
      List<String> there = inputs.stream().map(input -> "elsewhere://" + input).toList();
      Path target = PathText.path("elsewhere://" + folder);
      assertThat(EmbedDataset.check(there, target)).isEqualTo(there);
      job(EmbedOptions.standard()).run(there, target, runner);
    }
    assertThat(files().keySet()).contains("embed.json", "part-00001.rejects.csv").hasSize(11);
    assertThat(rows(folder.resolve("part-00000.parquet")).getFirst().image().path())
        .isEqualTo("elsewhere://" + work + "/photos/000.png");
  }

  @Test
  void aRunThatWasStoppedGoesOn() throws IOException {
    run();
    Map<String, byte[]> unbroken = files();
    Path there = folder.resolve("part-00000.parquet");
    Files.delete(folder.resolve("part-00002.parquet"));
    Files.delete(folder.resolve("part-00001.parquet"));
    Files.delete(folder.resolve("part-00001.rejects.csv"));
    Files.createDirectories(folder.resolve(".attempts/killed"));
    Files.writeString(folder.resolve(".attempts/killed/part-00002.parquet"), "torn");
    Files.setLastModifiedTime(there, java.nio.file.attribute.FileTime.fromMillis(1000));

    EmbedDataset.Outcome outcome = run();

    assertThat(outcome).isEqualTo(new EmbedDataset.Outcome(73, 2, 8));
    assertThat(files()).containsExactlyEntriesOf(unbroken);
    assertThat(Files.getLastModifiedTime(there).toMillis()).isEqualTo(1000);
  }

  /** As Spark does with a task whose machine seems to be lost. */
  @Test
  void aTaskThatIsRunTwiceLeavesOnePart() throws IOException {
    run();
    Map<String, byte[]> once = files();
    EmbedPart work =
        new EmbedPart(
            reference(), EmbedOptions.standard(), folder.toString(), Map.of("another", "attempt"));
    work.run(new EmbedPart.Task(1, ImageSource.of(inputs).splits(PART).get(1)));
    new EmbedFolder(folder).removeAttempts();
    assertThat(files()).containsExactlyEntriesOf(once);
  }

  @Test
  void aFolderOfOtherSettingsIsKept() {
    run();
    EmbedOptions others = new EmbedOptions(EmbedOptions.standard().choice(), 4, false);
    try (TaskRunner runner = new InProcessRunner((_, _, _) -> {})) {
      assertThatThrownBy(() -> job(others).run(inputs, folder, runner))
          .isInstanceOf(DinoException.class)
          .hasMessage(
              folder
                  + " was begun with other settings (batch 16, now 4): name another folder, or"
                  + " --overwrite");
      EmbedOptions anew = new EmbedOptions(EmbedOptions.standard().choice(), 4, true);
      assertThat(job(anew).run(inputs, folder, runner).embedded()).isEqualTo(73);
    }
  }

  @Test
  void inputsThatChangeAreAnotherRun() throws IOException {
    run();
    Files.delete(work.resolve("photos/000.png"));
    assertThatThrownBy(this::run)
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("was begun with other settings (parts 8,");
  }

  @Test
  void partsOfSomethingElseAreKept() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("part-00000.parquet"), "mine");
    assertThatThrownBy(this::run)
        .isInstanceOf(DinoException.class)
        .hasMessage(folder + " holds parts and no embed.json: name another folder, or --overwrite");
  }

  @Test
  void aModelThatIsAnotherOneElsewhereIsNotUsed() {
    ModelReference there = reference();
    ModelReference other =
        new ModelReference(
            there.name(), there.hints(), there.options(), 1, "0123", there.precision());
    assertThatThrownBy(() -> other.load(1))
        .isInstanceOf(DinoException.class)
        .hasMessage("demo: the model differs between machines: 0123 and " + extractor.modelHash());
  }
}
