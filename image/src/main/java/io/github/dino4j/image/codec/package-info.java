/** One class for each file format, with the pixels that Pillow gives; EXIF and XMP beside them. */
@NullMarked
package io.github.dino4j.image.codec;

import org.jspecify.annotations.NullMarked;
