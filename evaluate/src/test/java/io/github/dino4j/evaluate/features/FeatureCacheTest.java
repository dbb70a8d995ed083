package io.github.dino4j.evaluate.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.Layers;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {
  private static final int DIM = 192; // of the demo model

  /** Batches of other images cut the work otherwise; bf16 keeps eight bits of values up to 8. */
  private static final float ROUNDING = 1f / 16;

  private static FeatureExtractor extractor;

  @TempDir Path folder;
  private FeatureCache cache;
  private final List<String> begun = new ArrayList<>();
  private final FeatureCache.Listener listener =
      new FeatureCache.Listener() {
        @Override
        public void begins(Path file, EmbedJob.Size size) {
          begun.add(
              "%d images, %s%d bytes"
                  .formatted(size.images(), size.isEstimate() ? "about " : "", size.bytes()));
        }

        @Override
        public void progress(EmbedJob.Progress progress) {}
      };

  @BeforeAll
  static void load() {
    extractor = FeatureExtractor.load("demo");
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  @BeforeEach
  void photos() throws IOException {
    cache = new FeatureCache(folder.resolve("cache"));
    for (int i = 0; i < 3; i++) {
      draw(i, new Color(80 * i, 40, 200 - 60 * i));
    }
    Files.writeString(folder.resolve("photos/broken.png"), "no image");
  }

  private void draw(int number, Color colour) throws IOException {
    draw(number, colour, 90, 70);
  }

  private void draw(int number, Color colour, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(colour);
    pen.fillOval(5 * number, 10, 60, 50);
    pen.dispose();
    Path file = folder.resolve("photos/%d.png".formatted(number));
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private CachedFeatures open(FeatureChoice choice) {
    return cache.open(extractor, List.of(folder.resolve("photos").toString()), choice, listener);
  }

  @Test
  void whatIsThereIsNotComputedAgain() {
    FeatureChoice cls = FeatureChoice.of(EmbedTokens.CLS);
    float[] first;
    try (CachedFeatures features = open(cls)) {
      first = features.vectors();
      assertThat(features.images()).extracting(image -> image.id()).contains("0.png", "2.png");
      assertThat(features.rejected()).extracting(image -> image.id()).containsExactly("broken.png");
      assertThat(features.width()).isEqualTo(DIM);
    }
    try (CachedFeatures features = open(cls)) {
      assertThat(features.vectors()).isEqualTo(first);
    }
    assertThat(begun).containsExactly("4 images, %d bytes".formatted(4 * DIM * 4));
  }

  @Test
  void aChangedImageIsComputedAnew() throws IOException {
    FeatureChoice cls = FeatureChoice.of(EmbedTokens.CLS);
    float[] before;
    try (CachedFeatures features = open(cls)) {
      before = features.vectors();
    }
    draw(1, Color.YELLOW);
    FileTime later = FileTime.fromMillis(System.currentTimeMillis() + 5_000);
    Files.setLastModifiedTime(folder.resolve("photos/1.png"), later);
    try (CachedFeatures features = open(cls)) {
      assertThat(features.vectors()).hasSameSizeAs(before).isNotEqualTo(before);
    }
    assertThat(begun).hasSize(2);
  }

  @Test
  void layersComeBackAsTheExtractorGaveThem() {
    Layers last = Layers.last(2, extractor.config().depth());
    FeatureChoice choice = new FeatureChoice(EmbedTokens.CLS_PATCHES, last, FeatureType.FLOAT16);
    try (CachedFeatures features = open(choice)) {
      byte[] encoded = features.images().get(1).read();
      List<Features> expected =
          extractor.layers(List.of(extractor.prepare(encoded)), last).getFirst();
      List<Features> cached = features.get(1);
      assertThat(cached).hasSize(2);
      for (int layer = 0; layer < 2; layer++) {
        // Half precision keeps eleven bits: of values below 8 a step of at most 1/256.
        assertThat(cached.get(layer).cls())
            .containsExactly(expected.get(layer).cls(), within(1f / 256));
        assertThat(cached.get(layer).patches().values())
            .containsExactly(expected.get(layer).patches().values(), within(1f / 256));
        assertThat(cached.get(layer).patches().rows())
            .isEqualTo(expected.get(layer).patches().rows());
      }
    }
  }

  /** Portrait and landscape of as many patches, one alone of its size, one of a few pixels. */
  @Test
  void imagesOfAnySizeAreKeptTogether() throws IOException {
    draw(0, Color.RED, 90, 60);
    draw(1, Color.GREEN, 60, 90);
    draw(2, Color.BLUE, 9, 5);
    draw(3, Color.PINK, 400, 60);
    draw(4, Color.RED, 180, 120);
    Layers last = Layers.last(2, extractor.config().depth());
    FeatureChoice choice = new FeatureChoice(EmbedTokens.CLS_PATCHES, last, FeatureType.FLOAT32);
    int patch = extractor.config().patchSize();
    try (FeatureExtractor whole =
            FeatureExtractor.load(
                "demo", _ -> ExtractorOptions.standard().with(new EvalTransform.Whole(56, patch)));
        CachedFeatures features =
            cache.open(whole, List.of(folder.resolve("photos").toString()), choice, listener)) {
      int[][] grids = {{4, 6}, {6, 4}, {4, 7}, {4, 27}, {4, 6}};
      assertThat(features.size()).isEqualTo(5);
      for (int image = 0; image < 5; image++) {
        List<Features> expected =
            whole
                .layers(List.of(whole.prepare(features.images().get(image).read())), last)
                .getFirst();
        for (int layer = 0; layer < 2; layer++) {
          PatchFeatures patches = features.get(image).get(layer).patches();
          assertThat(List.of(patches.rows(), patches.columns()))
              .containsExactly(grids[image][0], grids[image][1]);
          assertThat(patches.values())
              .containsExactly(expected.get(layer).patches().values(), within(ROUNDING));
          assertThat(features.get(image).get(layer).cls())
              .containsExactly(expected.get(layer).cls(), within(ROUNDING));
        }
      }
      long vectors = 2 * (1 + 4 * 6);
      assertThat(begun)
          .containsExactly("6 images, about %d bytes".formatted(6 * vectors * DIM * 4));
    }
  }
}
