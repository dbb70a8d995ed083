/**
 * From files to pixels: the format is told from the first bytes, sizes are checked before anything
 * is decoded.
 */
@NullMarked
package io.github.dino4j.image.decode;

import org.jspecify.annotations.NullMarked;
