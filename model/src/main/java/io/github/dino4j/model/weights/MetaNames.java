package io.github.dino4j.model.weights;

import io.github.dino4j.torch.storage.TensorEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The reference's names, with chunks of blocks undone: {@code blocks.1.2.norm1.weight} of a model
 * built with {@code block_chunks} is {@code blocks.2.norm1.weight} of one built without.
 */
final class MetaNames {
  private static final Pattern CHUNKED = Pattern.compile("blocks\\.\\d+\\.(\\d+\\..+)");

  /** DINOv2's name for it, and iBOT's. */
  private static final Set<String> MASK_TOKENS = Set.of("mask_token", "masked_embed");

  private MetaNames() {}

  static Map<String, TensorEntry> canonical(Map<String, TensorEntry> tensors) {
    Map<String, TensorEntry> canonical = new LinkedHashMap<>();
    tensors.forEach((name, entry) -> {
      String renamed = CHUNKED.matcher(name).replaceFirst("blocks.$1");
      if (MASK_TOKENS.contains(renamed)) {
        canonical.put("mask_token", maskToken(entry));
      } else {
        canonical.put(renamed, entry.named(renamed));
      }
    });
    return canonical;
  }

  /** {@code [1, dim]}, also where it has further dimensions of one. */
  private static TensorEntry maskToken(TensorEntry entry) {
    return entry.named("mask_token").reshaped(1, entry.elements());
  }
}
