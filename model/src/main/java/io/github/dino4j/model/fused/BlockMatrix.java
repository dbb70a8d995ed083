package io.github.dino4j.model.fused;

import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.LinearLayout;
import io.github.dino4j.model.layout.NormLayout;
import java.util.Optional;

/** The matrices of a block, each {@code [outputs, inputs]}. */
enum BlockMatrix {
  QKV,
  PROJ,
  UP,
  DOWN;

  /** Its linear layer, with the LayerScale that is folded into it. */
  LinearLayout layout(BlockLayout block) {
    return switch (this) {
      case QKV -> block.qkv();
      case PROJ -> block.proj();
      case UP -> block.up();
      case DOWN -> block.down();
    };
  }

  /** The norm before it that is folded into it. */
  Optional<NormLayout> norm(BlockLayout block) {
    return switch (this) {
      case QKV -> Optional.of(block.norm1());
      case UP -> Optional.of(block.norm2());
      case PROJ, DOWN -> Optional.empty();
    };
  }

  /** Whether a scale of its outputs is folded into it: of attention's queries, or LayerScale. */
  boolean isScaled(BlockLayout block) {
    return this == QKV || layout(block).scale().isPresent();
  }
}
