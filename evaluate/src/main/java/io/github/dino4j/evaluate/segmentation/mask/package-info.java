/** MaskSet: a class number for every pixel, read, written and drawn. */
@NullMarked
package io.github.dino4j.evaluate.segmentation.mask;

import org.jspecify.annotations.NullMarked;
