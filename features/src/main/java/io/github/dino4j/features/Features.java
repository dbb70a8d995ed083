package io.github.dino4j.features;

/**
 * What the frozen backbone says of one image, after its final norm.
 *
 * @param cls the CLS token, {@code [dim]}
 * @param patches the patch tokens with their grid
 */
public record Features(float[] cls, PatchFeatures patches) {}
