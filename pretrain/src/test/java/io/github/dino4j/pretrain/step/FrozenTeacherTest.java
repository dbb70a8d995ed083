package io.github.dino4j.pretrain.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.frozen.FrozenTransformer;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.model.frozen.Precision;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A distilled run goes on bit for bit only if the targets are the same bits however a packed
 * teacher cuts its work, which depends on who else computes at the time.
 */
class FrozenTeacherTest {
  private static final int SIDE = 112; // 65 tokens, which several threads share

  @ParameterizedTest
  @CsvSource({"FP32, 64, 2", "FP32, 48, 3", "BF16, 64, 2", "BF16, 48, 3"})
  void featuresAreTheSameHoweverTheWorkIsCut(Precision precision, int dim, int heads) {
    Assumptions.assumeTrue(precision.runs(), "skipped: this processor has no " + precision);
    var config =
        SmallRun.config(
            "student.embed_dim=" + dim, "student.num_heads=" + heads, "student.layerscale=1");
    try (Scope scope = Scope.open();
        Network network = Network.initialized(config, 2)) {
      float[] pixels =
          Tensors.toFloats(
              Tensors.normal(Tensors.empty(3, 3, SIDE, SIDE), 0, 1, Tensors.generator(1)));
      float[] whole = tokens(network.backbone(), precision, 1, new Pixels(pixels, 3, SIDE, SIDE));
      float[] cut = tokens(network.backbone(), precision, 8, new Pixels(pixels, 3, SIDE, SIDE));
      assertThat(cut).isEqualTo(whole);
    }
  }

  private static float[] tokens(
      VisionTransformer backbone, Precision precision, int threads, Pixels pixels) {
    var named = backbone.parameters().named();
    try (FrozenTransformer frozen =
        new FrozenTransformer(
            name -> FileTensors.floats(Objects.requireNonNull(named.get(name))),
            backbone.config(),
            new FrozenTransformer.Options(precision, threads))) {
      return frozen.tokens(pixels);
    }
  }
}
