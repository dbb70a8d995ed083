/** Canonical solids that rays can meet. */
@NullMarked
package io.github.dino4j.scenes.shape;

import org.jspecify.annotations.NullMarked;
