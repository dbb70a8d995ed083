package io.github.dino4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of other images than photos. */
class ChannelFeaturesTest {
  private static final int CHANNELS = 4;
  private static final int SIDE = 28;
  private static final InputChannels INPUT =
      new InputChannels(List.of(0.1, 0.2, 0.3, 0.4), List.of(1.0, 0.5, 0.25, 2.0), 16);
  private static final ExtractorOptions OPTIONS =
      new ExtractorOptions(
          new EvalTransform.ResizeCrop(SIDE, SIDE), Precision.FP32, ComputeDevice.CPU, 1);

  @TempDir Path folder;
  private Path weights;
  private float[] samples;

  private static VisionTransformerConfig config() {
    VisionTransformerConfig small = VisionTransformerConfig.small();
    return new VisionTransformerConfig(
        SIDE,
        14,
        CHANNELS,
        48,
        2,
        3,
        new FeedForward.Mlp(192),
        0,
        small.biases(),
        small.layerScale(),
        small.positions());
  }

  @BeforeEach
  void write() {
    weights = folder.resolve("four.safetensors");
    try (VisionTransformer model = Initialization.of(config(), 5)) {
      ModelConversion.write(model, INPUT, weights);
    }
    Random random = new Random(2);
    samples = new float[CHANNELS * SIDE * SIDE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextInt(65536) / 65535f;
    }
  }

  /** What the trainable model says of the normalised samples. */
  private float[] expected() {
    float[] pixels = new float[samples.length];
    for (int i = 0; i < pixels.length; i++) {
      int c = i / (SIDE * SIDE);
      pixels[i] = (samples[i] - INPUT.means()[c]) / INPUT.deviations()[c];
    }
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard();
        VisionTransformer model = Initialization.of(config(), 5)) {
      Crops crops = new Crops(Tensors.of(pixels, 1, CHANNELS, SIDE, SIDE), null);
      ForwardMode mode = new ForwardMode(0, ScalarType.Float, null);
      return Tensors.toFloats(model.forward(List.of(crops), mode).getFirst().cls());
    }
  }

  private static void assertClose(float[] features, float[] expected) {
    assertThat(features).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(features[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }

  @Test
  void featuresOfAnArrayFileAreThoseOfTheModel() throws Exception {
    String header =
        "{'descr': '<u2', 'fortran_order': False, 'shape': (%d, %d, %d), }"
            .formatted(CHANNELS, SIDE, SIDE);
    ByteBuffer file = ByteBuffer.allocate(128 + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("\u0093NUMPY\001\000v\000".getBytes(StandardCharsets.ISO_8859_1));
    file.put("%-117s\n".formatted(header).getBytes(StandardCharsets.ISO_8859_1));
    file.position(128);
    for (float sample : samples) {
      file.putShort((short) Math.round(sample * 65535));
    }
    Path cells = Files.write(folder.resolve("cells.npy"), file.array());
    try (FeatureExtractor extractor = FeatureExtractor.load(weights.toString(), OPTIONS)) {
      assertClose(extractor.embed(cells), expected());
    }
  }

  @Test
  void featuresOfAnImageInMemoryAreThoseOfTheModel() {
    ChannelImage image = new ChannelImage(SIDE, SIDE, CHANNELS, samples);
    try (FeatureExtractor extractor = FeatureExtractor.load(weights.toString(), OPTIONS)) {
      assertClose(extractor.cls(List.of(extractor.prepare(image))).getFirst(), expected());
    }
  }

  @Test
  void imagesOfOtherChannelsAreRefusedInOneLine() throws Exception {
    byte[] ppm = "P6 1 1 255 abc".getBytes(StandardCharsets.US_ASCII);
    try (FeatureExtractor extractor = FeatureExtractor.load(weights.toString(), OPTIONS)) {
      assertThatThrownBy(() -> extractor.prepare(ppm))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessage("3 channels where the model takes 4");
      assertThatThrownBy(() -> extractor.prepare(new RgbImage(1, 1, new byte[3])))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("takes images of 4 channels");
    }
  }
}
