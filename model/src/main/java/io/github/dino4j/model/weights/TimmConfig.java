package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.FeedForward.SwiGlu;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The config.json that timm reads with {@code create_model("local-dir:FOLDER")}. */
final class TimmConfig {
  private TimmConfig() {}

  /**
   * @throws DinoException if timm cannot build such a model
   */
  static Map<String, Object> of(VisionTransformerConfig config, InputChannels input) {
    if (config.biases().proj() != config.biases().feedForward()) {
      throw new DinoException(
          "the timm layout has no place for biases in only one of projection and feed-forward"
              + " layer");
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architecture", architecture(config));
    json.put("num_classes", 0);
    json.put("num_features", config.dim());
    json.put("global_pool", "token");
    json.put("model_args", arguments(config));
    json.put("pretrained_cfg", pretrained(config, input));
    return json;
  }

  /** The function that builds the nearest released model; the arguments say the rest. */
  private static String architecture(VisionTransformerConfig config) {
    String size = "small";
    if (config.feedForward() instanceof SwiGlu) {
      size = "giant";
    } else if (config.dim() == 768) {
      size = "base";
    } else if (config.dim() == 1024) {
      size = "large";
    }
    return "vit_%s_patch14_%sdinov2".formatted(size, config.registers() > 0 ? "reg4_" : "");
  }

  private static Map<String, @Nullable Object> arguments(VisionTransformerConfig config) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("img_size", ConfigJson.sides(config.imageSize()));
    arguments.put("patch_size", config.patchSize());
    arguments.put("in_chans", config.channels());
    arguments.put("embed_dim", config.dim());
    arguments.put("depth", config.depth());
    arguments.put("num_heads", config.heads());
    arguments.put("mlp_ratio", mlpRatio(config));
    arguments.put("qkv_bias", config.biases().qkv());
    arguments.put("proj_bias", config.biases().proj());
    arguments.put("init_values", config.block().hasLayerScale() ? config.layerScale() : null);
    arguments.put("dynamic_img_size", true);
    if (config.registers() > 0) {
      arguments.put("reg_tokens", config.registers());
      arguments.put("no_embed_class", true);
    }
    return arguments;
  }

  /** Timm rounds {@code dim * ratio} down, and a packed SwiGLU counts both halves. */
  private static double mlpRatio(VisionTransformerConfig config) {
    int hidden = config.feedForward().upOutputs();
    double ratio = (double) hidden / config.dim();
    return (int) (config.dim() * ratio) == hidden ? ratio : Math.nextUp(ratio);
  }

  private static Map<String, Object> pretrained(
      VisionTransformerConfig config, InputChannels input) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "input_size",
        List.of(config.channels(), config.imageSize().height(), config.imageSize().width()));
    json.put("interpolation", "bicubic");
    json.put("crop_pct", 1.0);
    json.put("mean", input.mean());
    json.put("std", input.deviation());
    json.put("num_classes", 0);
    json.put("first_conv", "patch_embed.proj");
    json.put("classifier", "head");
    json.put("license", "apache-2.0");
    return json;
  }
}
