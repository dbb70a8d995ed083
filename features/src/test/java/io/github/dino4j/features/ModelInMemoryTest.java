package io.github.dino4j.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.DemoModel;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

class ModelInMemoryTest {
  private static final ExtractorOptions OPTIONS =
      new ExtractorOptions(
          new EvalTransform.ResizeCrop(64, 56), Precision.FP32, ComputeDevice.CPU, 1);

  private static RgbImage photo() {
    byte[] pixels = new byte[64 * 64 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7 % 251);
    }
    return new RgbImage(64, 64, pixels);
  }

  @Test
  void featuresAreThoseOfTheSameWeightsInAFile() {
    try (ModelFile file = DemoModel.open();
        VisionTransformer model = file.transformer();
        FeatureExtractor inMemory = FeatureExtractor.of(model, InputChannels.usual(3), OPTIONS);
        FeatureExtractor loaded = FeatureExtractor.load(DemoModel.NAME, OPTIONS)) {
      assertThat(inMemory.extract(photo()).cls()).containsExactly(loaded.extract(photo()).cls());
    }
  }

  @Test
  void aModelThatTrainsOnDoesNotChangeThem() {
    try (VisionTransformer model = Initialization.of(VisionTransformerConfig.small(), 1);
        FeatureExtractor extractor = FeatureExtractor.of(model, InputChannels.usual(3), OPTIONS)) {
      float[] before = extractor.extract(photo()).cls();
      try (Scope scope = Scope.open();
          NoGradGuard guard = new NoGradGuard()) {
        model.parameters().named().values().forEach(weight -> weight.fill_(new Scalar(0.0)));
      }
      assertThat(extractor.extract(photo()).cls()).containsExactly(before);
    }
  }
}
