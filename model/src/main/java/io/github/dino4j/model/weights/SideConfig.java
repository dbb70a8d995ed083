package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.model.GridSize;
import io.github.dino4j.model.ImageSize;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.FeedForward.SwiGlu;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a config.json of transformers, timm or this project tells beyond the tensors. A number of it
 * is taken, compared with the tensors, or refused; none is passed over.
 *
 * @param json whole
 * @param model the section that describes the backbone
 */
record SideConfig(Map<String, ?> json, Map<?, ?> model) {
  private static final double EPSILON = 1e-6;

  /** Sections of transformers that hold the backbone of something larger. */
  private static final List<String> BACKBONES =
      List.of("backbone_config", "vision_config", "encoder_config", "encoder");

  private static final Set<String> GELU = Set.of("gelu", "gelu_python", "nn.gelu", "torch.nn.gelu");
  private static final Set<String> SILU =
      Set.of("silu", "swish", "nn.silu", "torch.nn.silu", "torch.nn.modules.activation.silu");
  private static final Set<String> LAYER_NORM =
      Set.of("layernorm", "nn.layernorm", "torch.nn.layernorm");

  /** Arguments of timm's model that give it layers that are not run here, when they are true. */
  private static final List<String> FOREIGN_LAYERS =
      List.of("qk_norm", "scale_attn_norm", "scale_mlp_norm", "pre_norm", "use_rope");

  /** Empty if it speaks of something else and lies beside the weights by chance. */
  static Optional<SideConfig> of(Map<String, ?> json) {
    String kind = String.valueOf(json.get("model_type"));
    boolean vision =
        kind.contains("dino")
            || kind.contains("vit")
            || List.of("architecture", "model_args", "pretrained_cfg", "patch_size", "image_size")
                .stream()
                .anyMatch(json::containsKey)
            || BACKBONES.stream().anyMatch(json::containsKey)
            || (json.get("model_type") == null
                && (json.containsKey("num_attention_heads") || json.containsKey("num_heads")));
    return vision ? Optional.of(new SideConfig(json, section(json))) : Optional.empty();
  }

  private static Map<?, ?> section(Map<String, ?> json) {
    if (json.get("model_args") instanceof Map<?, ?> arguments) {
      return arguments;
    }
    if (!json.containsKey("num_attention_heads") && !json.containsKey("hidden_size")) {
      for (String name : BACKBONES) {
        if (json.get(name) instanceof Map<?, ?> backbone) {
          return backbone;
        }
      }
    }
    return json;
  }

  /** Whole, if it is our own. */
  Optional<VisionTransformerConfig> config() {
    return "dino4j".equals(json.get("model_type"))
        ? Optional.of(ConfigJson.read(json))
        : Optional.empty();
  }

  /** Of timm's function, without the tag of its weights; empty for other projects. */
  private String architecture() {
    return json.get("architecture") instanceof String name ? name : "";
  }

  boolean speaksOf(String family) {
    return architecture().contains(family)
        || String.valueOf(json.get("model_type")).contains(family)
        || String.valueOf(model.get("model_type")).contains(family);
  }

  OptionalInt heads() {
    OptionalInt heads = integer("num_attention_heads");
    if (heads.isEmpty()) {
      heads = integer("num_heads");
    }
    return heads.isPresent() ? heads : TimmArchitectures.heads(architecture());
  }

  StatedSizes sizes() {
    List<ImageSize> sizes = new ArrayList<>();
    size(model.get("img_size")).ifPresent(sizes::add);
    size(model.get("image_size")).ifPresent(sizes::add);
    for (Object section : new Object[] {json.get("pretrained_cfg"), json}) {
      if (section instanceof Map<?, ?> map
          && map.get("input_size") instanceof List<?> shape
          && shape.size() == 3) {
        size(shape.subList(1, 3)).ifPresent(sizes::add);
      }
    }
    return new StatedSizes(List.copyOf(sizes));
  }

  private static Optional<ImageSize> size(@Nullable Object value) {
    if (value instanceof Long side && side > 0 && side <= Integer.MAX_VALUE) {
      return Optional.of(ImageSize.square(side.intValue()));
    }
    return value instanceof List<?> sides
            && sides.size() == 2
            && sides.get(0) instanceof Long height
            && sides.get(1) instanceof Long width
            && height > 0
            && width > 0
            && Math.max(height, width) <= Integer.MAX_VALUE
        ? Optional.of(new ImageSize(height.intValue(), width.intValue()))
        : Optional.empty();
  }

  /** How timm resizes positions, for models that it has of others than DINOv2. */
  Optional<PositionMode> positions() {
    return architecture().isEmpty() || architecture().contains("dinov2")
        ? Optional.empty()
        : Optional.of(PositionMode.ANTIALIAS);
  }

  /**
   * @throws DinoException if this speaks of another model, or of arithmetic that is not run here
   */
  void requireAgreement(VisionTransformerConfig config) {
    require("hidden_size", config.dim());
    require("embed_dim", config.dim());
    require("num_hidden_layers", config.depth());
    require("depth", config.depth());
    require("num_channels", config.channels());
    require("in_chans", config.channels());
    require("num_register_tokens", config.registers());
    require("reg_tokens", config.registers());
    requireSide("patch_size", config.patchSize());
    requireGrid(config);
    requireHidden(config);
    requireFlag("qkv_bias", config.biases().qkv());
    requireFlag("proj_bias", config.biases().proj());
    requireArithmetic(config);
  }

  private void require(String key, int found) {
    OptionalInt said = integer(key);
    if (said.isPresent() && said.getAsInt() != found) {
      throw different(key, said.getAsInt(), found);
    }
  }

  private void requireSide(String key, int found) {
    if (model.get(key) != null
        && !size(model.get(key)).equals(Optional.of(ImageSize.square(found)))) {
      throw different(key, String.valueOf(model.get(key)), found);
    }
  }

  private void requireFlag(String key, boolean found) {
    if (model.get(key) instanceof Boolean said && said != found) {
      throw different(key, said, found);
    }
  }

  /** A square size may be that of other images than those of the stored grid, a long one not. */
  private void requireGrid(VisionTransformerConfig config) {
    for (ImageSize said : sizes().sizes()) {
      GridSize grid = said.patches(config.patchSize());
      if (grid.rows() != grid.columns() && !grid.equals(config.grid())) {
        throw different(
            "the size of images",
            said.height() + " x " + said.width(),
            config.imageSize().height() + " x " + config.imageSize().width());
      }
    }
  }

  private void requireHidden(VisionTransformerConfig config) {
    int hidden = config.feedForward().hidden();
    boolean gated = config.feedForward() instanceof SwiGlu;
    require("intermediate_size", hidden);
    if (model.get("mlp_ratio") instanceof Number ratio) {
      int wide = (int) (config.dim() * ratio.doubleValue());
      boolean same =
          gated ? wide == 2 * hidden || SwiGlu.insteadOf(wide).hidden() == hidden : wide == hidden;
      if (!same) {
        throw different("mlp_ratio", ratio, "%.4f".formatted((double) hidden / config.dim()));
      }
    }
    requireFlag("use_swiglu_ffn", gated);
  }

  private void requireArithmetic(VisionTransformerConfig config) {
    boolean gated = config.feedForward() instanceof SwiGlu;
    requireWord("act_layer", gated ? SILU : GELU);
    if (!gated) {
      requireWord("hidden_act", GELU);
    }
    requireWord("norm_layer", LAYER_NORM);
    requireWord("mlp_layer", Set.of("mlp", "swiglupacked", "swiglu"));
    if (architecture().contains("quickgelu") || architecture().contains("siglip")) {
      throw unsupported("architecture", architecture(), "an activation other than gelu");
    }
    for (String key : List.of("layer_norm_eps", "norm_eps", "layer_norm_epsilon")) {
      if (model.get(key) instanceof Number said && said.doubleValue() != EPSILON) {
        throw unsupported(key, said, "only 1e-6 is run");
      }
    }
    for (String key : FOREIGN_LAYERS) {
      if (Boolean.TRUE.equals(model.get(key))) {
        throw unsupported(key, true, "such layers are not run");
      }
    }
  }

  private void requireWord(String key, Set<String> known) {
    if (model.get(key) instanceof String said && !known.contains(said.toLowerCase(Locale.ROOT))) {
      throw unsupported(
          key, said, "only " + known.stream().sorted().findFirst().orElse("") + " is run");
    }
  }

  private static DinoException unsupported(String key, Object said, String why) {
    return new DinoException(
        "config.json beside it says %s %s: %s".formatted(key, Quoted.of(said.toString()), why));
  }

  private static DinoException different(String key, Object said, Object found) {
    return new DinoException(
        "config.json beside it says %s %s, the tensors %s: they belong to different models"
            .formatted(key, said, found));
  }

  /**
   * @throws DinoException if there is such a key and no whole number
   */
  private OptionalInt integer(String key) {
    Object value = model.get(key) == null ? json.get(key) : model.get(key);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
      return OptionalInt.of(number.intValue());
    }
    throw new DinoException(
        "config.json beside it says %s %s, which is no whole number"
            .formatted(key, Quoted.of(value.toString())));
  }
}
