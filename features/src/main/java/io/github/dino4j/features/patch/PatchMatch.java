package io.github.dino4j.features.patch;

/**
 * A patch of one image and the patch of another that answers it.
 *
 * @param rowA of the patch in the first image
 * @param colA of the patch in the first image
 * @param rowB of the patch in the second image
 * @param colB of the patch in the second image
 * @param similarity cosine of the two features
 */
public record PatchMatch(int rowA, int colA, int rowB, int colB, float similarity) {}
