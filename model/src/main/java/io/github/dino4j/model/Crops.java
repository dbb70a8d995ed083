package io.github.dino4j.model;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Images of one size, with the patches to hide from the model.
 *
 * @param images {@code [B, C, H, W]}, normalised
 * @param masks {@code [B, patches]} booleans, true where the mask token stands in; or none
 */
public record Crops(Tensor images, @Nullable Tensor masks) {}
