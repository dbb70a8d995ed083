/**
 * Weights for frozen inference: LayerScale folded in, matrices in the order that is read fastest.
 */
@NullMarked
package io.github.dino4j.model.frozen.packing;

import org.jspecify.annotations.NullMarked;
