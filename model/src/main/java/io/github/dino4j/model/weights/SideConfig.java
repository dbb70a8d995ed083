package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a config.json of transformers, timm or this project tells beyond the tensors. */
record SideConfig(Map<String, ?> json) {
  /** Whole, if it is our own. */
  Optional<VisionTransformerConfig> config() {
    return "dino4j".equals(json.get("model_type"))
        ? Optional.of(ConfigJson.read(json))
        : Optional.empty();
  }

  OptionalInt heads() {
    OptionalInt heads = integer(json, "num_attention_heads");
    return heads.isPresent() ? heads : integer(modelArguments(), "num_heads");
  }

  /** Timm's; its released models need none. */
  private Map<?, ?> modelArguments() {
    return json.get("model_args") instanceof Map<?, ?> arguments ? arguments : Map.of();
  }

  /**
   * @throws DinoException if this speaks of another model
   */
  void requireAgreement(VisionTransformerConfig config) {
    require("hidden_size", integer(json, "hidden_size"), config.dim());
    require("num_hidden_layers", integer(json, "num_hidden_layers"), config.depth());
    require("patch_size", integer(json, "patch_size"), config.patchSize());
    require("embed_dim", integer(modelArguments(), "embed_dim"), config.dim());
    require("depth", integer(modelArguments(), "depth"), config.depth());
  }

  private static void require(String key, OptionalInt said, int found) {
    if (said.isPresent() && said.getAsInt() != found) {
      throw new DinoException(
          "config.json beside it says %s %d, the tensors %d: they belong to different models"
              .formatted(key, said.getAsInt(), found));
    }
  }

  private static OptionalInt integer(Map<?, ?> json, String key) {
    return json.get(key) instanceof Long value && value > 0 && value <= Integer.MAX_VALUE
        ? OptionalInt.of(value.intValue())
        : OptionalInt.empty();
  }
}
