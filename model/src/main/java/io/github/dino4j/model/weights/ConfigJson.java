package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.ImageSize;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A configuration as JSON, which our own files carry. */
final class ConfigJson {
  private ConfigJson() {}

  static Map<String, Object> write(VisionTransformerConfig config) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("image_size", sides(config.imageSize()));
    json.put("patch_size", config.patchSize());
    json.put("channels", config.channels());
    json.put("dim", config.dim());
    json.put("depth", config.depth());
    json.put("heads", config.heads());
    json.put("hidden", config.feedForward().hidden());
    json.put("feed_forward", config.feedForward().name().toLowerCase(Locale.ROOT));
    json.put("registers", config.registers());
    json.put("qkv_bias", config.biases().qkv());
    json.put("proj_bias", config.biases().proj());
    json.put("ffn_bias", config.biases().feedForward());
    json.put("layer_scale", config.layerScale());
    json.put("positions", config.positions().name().toLowerCase(Locale.ROOT));
    return json;
  }

  static VisionTransformerConfig read(Map<String, ?> json) {
    try {
      return new VisionTransformerConfig(
          imageSize(json),
          integer(json, "patch_size"),
          integer(json, "channels"),
          integer(json, "dim"),
          integer(json, "depth"),
          integer(json, "heads"),
          FeedForward.of(text(json, "feed_forward"), integer(json, "hidden")),
          integer(json, "registers"),
          new Biases(flag(json, "qkv_bias"), flag(json, "proj_bias"), flag(json, "ffn_bias")),
          number(json, "layer_scale").doubleValue(),
          PositionMode.valueOf(text(json, "positions")));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DinoException("its configuration cannot be read: " + e.getMessage(), e);
    }
  }

  /** One number for a square, as transformers and timm have it too, else height and width. */
  static Object sides(ImageSize size) {
    return size.isSquare() ? size.width() : List.of(size.height(), size.width());
  }

  private static ImageSize imageSize(Map<String, ?> json) {
    return json.get("image_size") instanceof List<?> sides
            && sides.size() == 2
            && sides.get(0) instanceof Number height
            && sides.get(1) instanceof Number width
        ? new ImageSize(height.intValue(), width.intValue())
        : ImageSize.square(integer(json, "image_size"));
  }

  private static int integer(Map<String, ?> json, String key) {
    return Math.toIntExact(number(json, key).longValue());
  }

  private static Number number(Map<String, ?> json, String key) {
    if (json.get(key) instanceof Number number) {
      return number;
    }
    throw new IllegalArgumentException(key + " is not a number");
  }

  private static boolean flag(Map<String, ?> json, String key) {
    if (json.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalArgumentException(key + " is neither true nor false");
  }

  private static String text(Map<String, ?> json, String key) {
    if (json.get(key) instanceof String text) {
      return text.toUpperCase(Locale.ROOT);
    }
    throw new IllegalArgumentException(key + " is not a text");
  }
}
