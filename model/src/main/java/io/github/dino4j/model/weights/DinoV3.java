package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Weights of DINOv3 and others that turn queries and keys instead of adding positions. */
final class DinoV3 {
  /** Meta's names, those of transformers, and those of timm, which has it in its class Eva. */
  private static final Pattern NAMES =
      Pattern.compile(
          "(.*\\.)?(storage_tokens|rope_embed(dings)?\\..*|rope\\..*|embeddings\\.patch_embeddings\\.weight|blocks\\.0\\.gamma_1|attn\\.qkv\\.bias_mask)");

  private DinoV3() {}

  /**
   * @throws DinoException if these are such weights
   */
  static void refuse(Collection<String> names, Optional<SideConfig> side) {
    boolean learned =
        names.stream()
            .anyMatch(name -> name.endsWith("pos_embed") || name.contains("position_embeddings"));
    boolean stated = side.map(config -> config.speaksOf("dinov3")).orElse(false);
    if (stated || (!learned && names.stream().anyMatch(name -> NAMES.matcher(name).matches()))) {
      throw new DinoException(
          "these are DINOv3's weights: rotary positions in place of learned ones, which are not run"
              + " here; take a model of DINOv2");
    }
  }
}
