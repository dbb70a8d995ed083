/** GIF, BMP and the Netpbm formats. */
@NullMarked
package io.github.dino4j.image.codec.bitmap;

import org.jspecify.annotations.NullMarked;
