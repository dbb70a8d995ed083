/** Points, directions, rays and affine maps. */
@NullMarked
package io.github.dino4j.scenes.geometry;

import org.jspecify.annotations.NullMarked;
