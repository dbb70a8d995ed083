package io.github.dino4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;

/** The tiny models of golden/vit, built from the settings that stand in their JSON. */
record Variant(String name, JsonNode json) {
  static Variant of(String name) {
    return new Variant(name, Golden.json("vit/" + name));
  }

  VisionTransformer build() {
    VisionTransformer model = new VisionTransformer(config());
    Recipe.fill(model.parameters(), json.get("provenance").get("seed").asLong());
    Recipe.check(model.parameters(), json.get("weights"));
    return model;
  }

  VisionTransformerConfig config() {
    JsonNode settings = json.get("settings");
    int dim = settings.get("embed_dim").asInt();
    boolean swiglu = settings.path("ffn_layer").asText().startsWith("swiglu");
    boolean biases = settings.path("qkv_bias").asBoolean(true);
    boolean antialias = settings.path("interpolate_antialias").asBoolean(false);
    return new VisionTransformerConfig(
        settings.get("img_size").asInt(),
        settings.get("patch_size").asInt(),
        3,
        dim,
        settings.get("depth").asInt(),
        settings.get("num_heads").asInt(),
        swiglu ? FeedForward.SwiGlu.insteadOf(4 * dim) : new FeedForward.Mlp(4 * dim),
        settings.path("num_register_tokens").asInt(0),
        new Biases(biases, biases, biases),
        settings.get("init_values").asDouble(0),
        antialias ? PositionMode.ANTIALIAS : PositionMode.OFFSET);
  }
}
