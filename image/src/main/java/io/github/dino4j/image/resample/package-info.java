/** Resizing that gives Pillow's very bytes. */
@NullMarked
package io.github.dino4j.image.resample;

import org.jspecify.annotations.NullMarked;
