package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.FeedForward.SwiGlu;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The config.json of transformers' Dinov2Model and Dinov2WithRegistersModel. */
final class HuggingFaceConfig {
  private HuggingFaceConfig() {}

  /**
   * @throws DinoException if transformers cannot build such a model
   */
  static Map<String, Object> of(VisionTransformerConfig config) {
    if (!config.block().hasLayerScale()
        || !config.biases().proj()
        || !config.biases().feedForward()) {
      throw new DinoException(
          "the Hugging Face layout has no place for a model without LayerScale or without biases");
    }
    boolean registers = config.registers() > 0;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of(registers ? "Dinov2WithRegistersModel" : "Dinov2Model"));
    json.put("model_type", registers ? "dinov2_with_registers" : "dinov2");
    json.put("hidden_size", config.dim());
    json.put("num_hidden_layers", config.depth());
    json.put("num_attention_heads", config.heads());
    json.put("mlp_ratio", mlpRatio(config));
    json.put("use_swiglu_ffn", config.feedForward() instanceof SwiGlu);
    json.put("hidden_act", "gelu");
    json.put("image_size", ConfigJson.sides(config.imageSize()));
    json.put("patch_size", config.patchSize());
    json.put("num_channels", config.channels());
    json.put("qkv_bias", config.biases().qkv());
    json.put("layerscale_value", config.layerScale());
    json.put("layer_norm_eps", 1e-6);
    if (registers) {
      json.put("num_register_tokens", config.registers());
    } else {
      json.put("use_mask_token", true);
    }
    json.put("torch_dtype", "float32");
    return json;
  }

  /** A whole number there; SwiGLU takes two thirds of what it says. */
  private static int mlpRatio(VisionTransformerConfig config) {
    for (int ratio = 1; ratio <= 16; ratio++) {
      int hidden = ratio * config.dim();
      if (config.feedForward() instanceof SwiGlu) {
        hidden = SwiGlu.insteadOf(hidden).hidden();
      }
      if (hidden == config.feedForward().hidden()) {
        return ratio;
      }
    }
    throw new DinoException(
        "the Hugging Face layout has no place for a feed-forward layer of %d features in a model of %d"
            .formatted(config.feedForward().hidden(), config.dim()));
  }

  /**
   * The reference's evaluation transform: short side 256 bicubic, centre 224, then the model's mean
   * and deviation.
   */
  static Map<String, Object> preprocessor(InputChannels input) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("image_processor_type", "BitImageProcessor");
    json.put("do_convert_rgb", true);
    json.put("do_resize", true);
    json.put("size", Map.of("shortest_edge", 256));
    json.put("resample", 3);
    json.put("do_center_crop", true);
    json.put("crop_size", new LinkedHashMap<>(Map.of("height", 224, "width", 224)));
    json.put("do_rescale", true);
    json.put("rescale_factor", 1.0 / 255);
    json.put("do_normalize", true);
    json.put("image_mean", input.mean());
    json.put("image_std", input.deviation());
    return json;
  }
}
