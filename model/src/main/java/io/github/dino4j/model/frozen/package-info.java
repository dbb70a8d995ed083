/**
 * Frozen inference on processors: the vision transformer with its weights folded and packed, run by
 * one single-threaded worker for each core. Derived from the weights of {@link
 * io.github.dino4j.model.VisionTransformer}, never edited by hand.
 */
@NullMarked
package io.github.dino4j.model.frozen;

import org.jspecify.annotations.NullMarked;
