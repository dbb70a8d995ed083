/** From files to pixels: decoding, resampling, transforms, datasets and the loader. */
@NullMarked
package io.github.dino4j.image;

import org.jspecify.annotations.NullMarked;
