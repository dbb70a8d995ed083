package io.github.dino4j.search.region;

import io.github.dino4j.search.Hit;

/**
 * An image that contains what was looked for.
 *
 * @param hit the image, with the score of the region
 * @param rows patches of the image from top to bottom
 * @param columns patches of the image from left to right
 * @param box where it was found
 * @param map {@code [rows, columns]}, how alike each patch is to the most similar one of the
 *     region: a cosine
 */
public record RegionHit(Hit hit, int rows, int columns, PatchBox box, float[] map) {}
