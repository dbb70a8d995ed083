/** Draws scenes from a seed: things, places, materials, cameras, near-duplicates. */
@NullMarked
package io.github.dino4j.scenes.composition;

import org.jspecify.annotations.NullMarked;
