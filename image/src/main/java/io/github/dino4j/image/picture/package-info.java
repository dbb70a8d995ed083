/** Pictures that people look at: photos to draw on, files in PNG and JPEG, tags of pages. */
@NullMarked
package io.github.dino4j.image.picture;

import org.jspecify.annotations.NullMarked;
