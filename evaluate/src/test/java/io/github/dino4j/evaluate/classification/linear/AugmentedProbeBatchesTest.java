package io.github.dino4j.evaluate.classification.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeFeatures;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.features.ModelFeatures;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.augment.Augmentation;
import io.github.dino4j.image.augment.HorizontalFlip;
import io.github.dino4j.image.augment.RandomResizedCrop;
import io.github.dino4j.image.augment.Range;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.random.TorchRandom;
import io.github.dino4j.model.Layers;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentedProbeBatchesTest {
  private static final int PHOTOS = 7;
  private static final int CLASSES = 2;
  private static final int SIDE = 56;

  /** Batches of more crops than the model is shown at once, across the ends of epochs. */
  private static final LinearOptions OPTIONS =
      new LinearOptions(
          List.of(new ProbeInput(1, false), new ProbeInput(4, true)),
          List.of(0.1, 1.0),
          18,
          5,
          5,
          3);

  private static FeatureExtractor demo;
  private static Layers layers;

  @TempDir Path folder;
  private List<ImageRecord> photos;

  @BeforeAll
  static void load() {
    demo = FeatureExtractor.load("demo");
    layers = Layers.last(4, demo.config().depth());
  }

  @AfterAll
  static void close() {
    demo.close();
  }

  private Path photo(String name) {
    return folder.resolve("photos").resolve(name);
  }

  @BeforeEach
  void draw() throws IOException {
    Files.createDirectories(photo(""));
    for (int i = 0; i < PHOTOS; i++) {
      BufferedImage image = new BufferedImage(90 + i, 70, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = image.createGraphics();
      pen.setColor(new Color(30 * i, 200 - 20 * i, 90));
      pen.fillOval(5 * i, 10, 50, 40);
      pen.dispose();
      ImageIO.write(image, "png", photo(i + ".png").toFile());
    }
    photos = new ArrayList<>();
    try (RecordStream records = ImageSource.of(List.of(photo("").toString())).open()) {
      records.forEachRemaining(photos::add);
    }
  }

  private static int[] labels() {
    return IntStream.range(0, PHOTOS).map(i -> i % CLASSES).toArray();
  }

  private AugmentedProbeBatches batches(Augmentation augmentation) {
    return new AugmentedProbeBatches(
        demo,
        layers,
        new AugmentedProbeBatches.Source(photos, labels(), CLASSES, augmentation),
        OPTIONS);
  }

  private AugmentedProbeBatches crops() {
    return batches(AugmentedProbeBatches.augmentation(SIDE));
  }

  /** Features as the protocols keep them. */
  private ProbeFeatures cached() {
    FeatureCache.Listener silent =
        new FeatureCache.Listener() {
          @Override
          public void begins(Path file, EmbedJob.Size size) {}

          @Override
          public void progress(EmbedJob.Progress progress) {}
        };
    FeatureCache cache = new FeatureCache(folder.resolve("cache"));
    ImageVectors vectors =
        new ModelFeatures(demo, cache, silent).vectors(List.of(photo("").toString()));
    int width = vectors.width();
    float[][] rows =
        IntStream.range(0, PHOTOS)
            .mapToObj(i -> Arrays.copyOfRange(vectors.values(), i * width, (i + 1) * width))
            .toArray(float[][]::new);
    return new ProbeFeatures(rows, vectors.dim(), vectors.layers(), labels(), CLASSES);
  }

  private static void assertSame(ProbeFeatures batch, ProbeFeatures expected) {
    assertThat(batch.labels()).isEqualTo(expected.labels());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(batch.rows()[i]).as("image %d", i).isEqualTo(expected.rows()[i]);
    }
  }

  @Test
  void withoutAugmentationBatchesAreThoseOfTheCache() {
    CachedProbeBatches cached = new CachedProbeBatches(cached(), OPTIONS);
    try (AugmentedProbeBatches shown = batches((photo, _) -> demo.transform().apply(photo))) {
      for (int step = 0; step < 3; step++) {
        assertSame(shown.batch(step), cached.batch(step));
      }
    }
  }

  /** One crop after the other, by the draws that golden tests compare with torchvision's. */
  @Test
  void cropsAreThoseOfSeedAndPlace() {
    Augmentation crop = new RandomResizedCrop(SIDE, new Range(0.08, 1));
    Augmentation flip = new HorizontalFlip(0.5);
    EpochOrder order = new EpochOrder(PHOTOS, OPTIONS.seed());
    ImageDecoder decoder = new ImageDecoder();
    int step = 2;
    try (AugmentedProbeBatches batches = crops()) {
      ProbeFeatures batch = batches.batch(step);

      assertThat(batch.size()).isEqualTo(OPTIONS.batch());
      for (int i = 0; i < batch.size(); i++) {
        long place = (long) step * OPTIONS.batch() + i;
        int image = order.image(place);
        TorchRandom draws = EpochOrder.random(~OPTIONS.seed(), place);
        RgbImage photo = decoder.decode(photos.get(image).read());
        RgbImage shown = flip.apply(crop.apply(photo, draws), draws);
        List<Features> features =
            demo.layers(
                    List.of(new PreparedImage(demo.normalize(shown), SIDE, SIDE, SIDE, SIDE)),
                    layers)
                .getFirst();
        ProbeFeatures expected =
            ProbeFeatures.of(
                FrozenFeatures.of(List.of(features)), new int[] {image % CLASSES}, CLASSES);
        assertThat(batch.labels()[i]).isEqualTo(image % CLASSES);
        assertThat(batch.rows()[i]).isEqualTo(expected.rows()[0]);
      }
    }
  }

  @Test
  void aBatchIsTheSameWheneverItIsAskedFor() {
    try (AugmentedProbeBatches inOrder = crops();
        AugmentedProbeBatches anew = crops()) {
      List<ProbeFeatures> all = IntStream.range(0, 4).mapToObj(inOrder::batch).toList();

      assertSame(anew.batch(2), all.get(2));
      assertSame(anew.batch(3), all.get(3));
      assertSame(anew.batch(0), all.getFirst());
      assertThat(all.get(1).rows()).as("fresh crops").isNotEqualTo(all.getFirst().rows());
    }
  }

  private LinearSweep sweep(ProbeBatches batches) {
    return new LinearSweep(OPTIONS, batches, cached());
  }

  private static LinearResult finish(LinearSweep sweep) {
    while (!sweep.isDone()) {
      assertThat(sweep.step()).isPositive();
    }
    return sweep.result(LinearHead.numbered(CLASSES));
  }

  @Test
  void aRunThatGoesOnEndsWithTheSameHeads() {
    Path state = folder.resolve("state.safetensors");
    LinearResult whole;
    try (ProbeBatches batches = crops();
        LinearSweep sweep = sweep(batches)) {
      whole = finish(sweep);
    }
    try (ProbeBatches batches = crops();
        LinearSweep sweep = sweep(batches)) {
      sweep.step();
      sweep.step();
      sweep.save(state);
    }
    try (ProbeBatches batches = crops();
        LinearSweep sweep = sweep(batches)) {
      sweep.load(state);
      LinearResult result = finish(sweep);

      assertThat(result.head().weights()).containsExactly(whole.head().weights());
      assertThat(result.heads()).isEqualTo(whole.heads());
    }
  }

  @Test
  void aPhotoThatIsGoneIsNamed() throws IOException {
    Files.delete(photo("3.png"));

    try (AugmentedProbeBatches batches = crops()) {
      assertThatThrownBy(() -> batches.batch(0))
          .isInstanceOf(DinoException.class)
          .hasMessage(photo("3.png") + ": no such file");
    }
  }
}
