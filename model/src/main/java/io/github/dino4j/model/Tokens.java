package io.github.dino4j.model;

import org.bytedeco.pytorch.Tensor;

/**
 * What the backbone makes of a batch of images of one size.
 *
 * @param norm all tokens after the final norm, {@code [B, 1 + registers + patches, dim]}
 * @param prenorm the same before it
 * @param registers number of register tokens
 */
public record Tokens(Tensor norm, Tensor prenorm, int registers) {
  /** CLS tokens after the final norm, {@code [B, dim]}. */
  public Tensor cls() {
    return norm.select(1, 0);
  }

  /** Register tokens after the final norm, {@code [B, registers, dim]}. */
  public Tensor registerTokens() {
    return norm.narrow(1, 1, registers);
  }

  /** Patch tokens after the final norm, {@code [B, patches, dim]}, row by row. */
  public Tensor patches() {
    return norm.narrow(1, 1 + registers, norm.size(1) - 1 - registers);
  }
}
