package io.github.dino4j.features.index;

import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.patch.SimilarityMap;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.region.PatchBox;

/**
 * An image that contains what a region shows.
 *
 * @param hit the image, with the score of the region: the mean over its patches of the cosine to
 *     the most similar patch of the image
 * @param grid where the image's patches lie on it
 * @param patches where it was found, in patches
 * @param area the same, in pixels of the image, upright
 * @param map how alike each patch of the image is to the most similar one of the region
 */
public record RegionMatch(
    Hit hit, PatchGrid grid, PatchBox patches, Area area, SimilarityMap map) {}
