package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Whoever gives the targets: in pretraining the moving average of the student, in distillation a
 * network that is frozen. Owns nothing.
 *
 * @param heads none where features are matched
 */
record Teacher(Backbone backbone, Map<HeadName, DinoHead> heads) {
  /** From crops to features, without a graph. */
  @FunctionalInterface
  interface Backbone {
    /**
     * @param crops {@code [B, C, H, W]}
     */
    Features features(Tensor crops);
  }

  /**
   * After the final norm.
   *
   * @param cls {@code [B, dim]}
   * @param patches {@code [B, patches, dim]}
   */
  record Features(Tensor cls, Tensor patches) {
    static Features of(Tokens tokens) {
      return new Features(tokens.cls(), tokens.patches());
    }
  }

  DinoHead head(HeadName name) {
    return Objects.requireNonNull(heads.get(name));
  }

  /**
   * A trainable network, as it is at the time.
   *
   * @param type what linear layers compute in
   * @param stack that takes tokens through the blocks; none to leave it to libtorch
   */
  static Backbone of(VisionTransformer transformer, ScalarType type, @Nullable BlockStack stack) {
    ForwardMode mode = new ForwardMode(0, type, null);
    return images -> {
      List<Crops> crops = List.of(new Crops(images, null));
      if (stack == null) {
        return Features.of(transformer.forward(crops, mode).getFirst());
      }
      List<Tensor> tokens = transformer.embed(crops, mode);
      stack.infer(transformer, tokens);
      return Features.of(transformer.finish(tokens).getFirst());
    };
  }
}
