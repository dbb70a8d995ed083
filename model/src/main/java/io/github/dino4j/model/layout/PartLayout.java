package io.github.dino4j.model.layout;

import java.util.Map;

/** A part of a block that has parameters. */
public sealed interface PartLayout permits NormLayout, LinearLayout {
  /** Its name within the block, such as {@code attn.qkv}. */
  String name();

  /** Name within the block to shape, in the order of the reference's state dict. */
  Map<String, long[]> parameters();
}
