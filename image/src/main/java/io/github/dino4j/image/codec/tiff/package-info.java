/** TIFF by the JDK's reader, with Pillow's conversions. */
@NullMarked
package io.github.dino4j.image.codec.tiff;

import org.jspecify.annotations.NullMarked;
