package io.github.dino4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.DemoModel;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.layout.FeedForward.Activation;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.model.weights.ModelHints;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.ComputeDevice;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small pictures through the demo model in fp32, so that both forms of the model can be compared
 * closely.
 */
class FeatureExtractorTest {
  private static final ExtractorOptions OPTIONS =
      new ExtractorOptions(
          new EvalTransform.ResizeCrop(64, 56), Precision.FP32, ComputeDevice.CPU, 2);

  /** fp32 sums in another order: a few units in the sixth digit of values up to five. */
  private static final Offset<Float> ROUNDING = Offset.offset(5e-5f);

  private static FeatureExtractor extractor;

  @BeforeAll
  static void load() {
    extractor = FeatureExtractor.load(DemoModel.NAME, OPTIONS);
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  @Test
  void threeLinesFromAPathToFeatures(@TempDir Path folder) throws IOException {
    Path photo = folder.resolve("photo.png");
    RgbImage image = picture(1, 80, 70);
    write(image, photo);
    float[] features = extractor.embed(photo);
    assertThat(features).hasSize(extractor.config().dim());
    assertThat(features).containsExactly(extractor.extract(image).cls(), ROUNDING);
  }

  private static final Computation BY_AUTOGRAD =
      Computation.of(Computation.Engine.AUTOGRAD, ElementType.FP32, "");

  /** A model of heads that no kernel knows, on the way that is chosen for it and by autograd. */
  @Test
  void headsOfAnyWidthGiveFeatures() {
    VisionTransformerConfig wide =
        new VisionTransformerConfig(
            56, 14, 3, 96, 2, 2, new FeedForward.Mlp(100), 0, Biases.ALL, 1, PositionMode.OFFSET);
    var spread = new Initialization.Spread(0.2, 0.2, Initialization.Positions.RANDOM);
    RgbImage image = picture(1, 80, 70);
    try (VisionTransformer trained = Initialization.of(wide, 3, spread);
        FeatureExtractor chosen =
            FeatureExtractor.of(trained, InputChannels.usual(3), ExtractorOptions.standard(wide));
        FrozenBackbone autograd =
            new TorchBackbone(Initialization.of(wide, 3, spread), ComputeDevice.CPU, BY_AUTOGRAD)) {
      assertThat(chosen.describe()).contains("threads", " by ");
      float[] expected = autograd.cls(Batches.pixels(List.of(chosen.prepare(image))));
      assertThat(chosen.extract(image).cls()).containsExactly(expected, ROUNDING);
      assertThat(autograd.describe()).startsWith("processor, fp32 by autograd (");
    }
  }

  /** A layer that only autograd knows, from a file. */
  @Test
  void aLayerWithoutFrozenFormGivesFeatures(@TempDir Path folder) {
    VisionTransformerConfig relu =
        new VisionTransformerConfig(
            56,
            14,
            3,
            96,
            2,
            2,
            new FeedForward.Mlp(384, Activation.RELU),
            0,
            Biases.ALL,
            0,
            PositionMode.OFFSET);
    var spread = new Initialization.Spread(0.2, 0.2, Initialization.Positions.RANDOM);
    RgbImage image = picture(1, 80, 70);
    Path file = folder.resolve("relu.safetensors");
    try (VisionTransformer trained = Initialization.of(relu, 3, spread)) {
      ModelConversion.write(trained, InputChannels.usual(3), file);
    }
    try (FeatureExtractor chosen = FeatureExtractor.load(file.toString(), OPTIONS);
        FrozenBackbone autograd =
            new TorchBackbone(Initialization.of(relu, 3, spread), ComputeDevice.CPU, BY_AUTOGRAD)) {
      assertThat(chosen.describe()).contains(" by autograd", "an MLP with ReLU has no frozen form");
      float[] expected =
          autograd.layers(
              Batches.pixels(List.of(chosen.prepare(image))), Layers.last(1, relu.depth()));
      Features features = chosen.extract(image);
      assertThat(features.cls()).containsExactly(Arrays.copyOf(expected, 96), ROUNDING);
      assertThat(features.patches().values())
          .containsExactly(Arrays.copyOfRange(expected, 96, expected.length), ROUNDING);
    }
  }

  @Test
  void bothFormsOfTheModelAgree() {
    List<RgbImage> images = List.of(picture(1, 80, 70), picture(2, 64, 64), picture(3, 57, 200));
    LoadedModel model = LoadedModel.open(DemoModel.NAME, ModelHints.NONE, DownloadProgress.SILENT);
    try (FrozenBackbone trainable =
        new TorchBackbone(model.trainable(), ComputeDevice.CPU, BY_AUTOGRAD)) {
      List<PreparedImage> prepared = images.stream().map(extractor::prepare).toList();
      float[] expected =
          trainable.layers(Batches.pixels(prepared), Layers.last(1, model.config().depth()));
      int length = expected.length / images.size();
      for (int i = 0; i < images.size(); i++) {
        Features features = extractor.extract(images.get(i));
        float[] patches = features.patches().values();
        float[] cls = Arrays.copyOfRange(expected, i * length, i * length + 192);
        assertThat(features.cls()).containsExactly(cls, ROUNDING);
        assertThat(patches)
            .containsExactly(
                Arrays.copyOfRange(expected, i * length + 192, (i + 1) * length), ROUNDING);
      }
    }
  }

  @Test
  void imagesOfSeveralSizesKeepTheirOrderAndGrid() {
    ExtractorOptions options = OPTIONS.with(new EvalTransform.Native(14));
    try (FeatureExtractor whole = FeatureExtractor.load(DemoModel.NAME, options)) {
      List<RgbImage> images = List.of(picture(1, 56, 42), picture(2, 28, 70), picture(3, 56, 42));
      List<Features> together = whole.extract(images);
      for (int i = 0; i < images.size(); i++) {
        PatchFeatures patches = together.get(i).patches();
        assertThat(patches.rows()).isEqualTo(images.get(i).height() / 14);
        assertThat(patches.columns()).isEqualTo(images.get(i).width() / 14);
        assertThat(together.get(i).cls())
            .containsExactly(whole.extract(images.get(i)).cls(), ROUNDING);
      }
    }
  }

  @Test
  void severalThreadsGetWhatOneGets() throws Exception {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      images.add(picture(i, 60 + i, 75 - i));
    }
    List<Callable<float[]>> calls = new ArrayList<>();
    images.forEach(image -> calls.add(() -> extractor.extract(image).cls()));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<float[]>> results = threads.invokeAll(calls);
      for (int i = 0; i < images.size(); i++) {
        assertThat(results.get(i).get())
            .containsExactly(extractor.extract(images.get(i)).cls(), ROUNDING);
      }
    }
  }

  @Test
  void attentionOfAHeadIsAShareOfOne() {
    AttentionMaps maps = extractor.attention(picture(5, 100, 90));
    assertThat(maps.heads()).isEqualTo(3);
    assertThat(maps.rows() * maps.columns()).isEqualTo(16);
    for (int head = 0; head < 3; head++) {
      double sum = 0;
      for (float share : maps.head(head)) {
        assertThat(share).isBetween(0f, 1f);
        sum += share;
      }
      // the rest of one goes to the CLS token itself, which is most of it in some trained heads
      assertThat(sum).isGreaterThan(0.01).isLessThan(1.0);
    }
  }

  @Test
  void saysWhatIsWrong(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("notes.jpg"), "no picture");
    assertThatThrownBy(() -> extractor.embed(text)).isInstanceOf(UnreadableImageException.class);
    Path missing = folder.resolve("missing.pth");
    assertThatThrownBy(() -> FeatureExtractor.load(missing.toString()))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("missing.pth");
  }

  @Test
  void saysThatThereIsNoCudaDevice() {
    assumeFalse(ComputeDevice.cudaIsAvailable(), "skipped: there is a CUDA device");
    assertThatThrownBy(() -> FeatureExtractor.load(DemoModel.NAME, onCuda()))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("no CUDA device")
        .hasMessageNotContaining("\n");
  }

  private static ExtractorOptions onCuda() {
    return new ExtractorOptions(EvalTransform.standard(), null, ComputeDevice.CUDA, 1);
  }

  /** Smooth colours with some noise, so that neither crops nor patches are alike. */
  private static RgbImage picture(long seed, int width, int height) {
    Random random = new Random(seed);
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      double wave = Math.sin((x * (seed + 1) + y * (i % 3)) * 0.07);
      pixels[i] = (byte) (128 + 90 * wave + random.nextInt(30));
    }
    return new RgbImage(width, height, pixels);
  }

  private static void write(RgbImage image, Path file) throws IOException {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    picture.getRaster().setPixels(0, 0, image.width(), image.height(), unsigned(image.pixels()));
    ImageIO.write(picture, "png", file.toFile());
  }

  private static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }
}
