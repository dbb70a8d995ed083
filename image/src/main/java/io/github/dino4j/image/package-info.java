/** Pictures in memory: pixels, sizes, formats, and how files become pixels. */
@NullMarked
package io.github.dino4j.image;

import org.jspecify.annotations.NullMarked;
