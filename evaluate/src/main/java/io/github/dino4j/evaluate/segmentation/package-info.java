/**
 * Semantic segmentation: a class for every pixel from frozen patch features, by a linear head or by
 * neighbours, and how good it is; {@code mask} reads and writes masks, {@code training} fits heads.
 */
@NullMarked
package io.github.dino4j.evaluate.segmentation;

import org.jspecify.annotations.NullMarked;
