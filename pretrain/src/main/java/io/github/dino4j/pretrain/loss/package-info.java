/**
 * The losses: DINO on CLS tokens, iBOT on masked patches, KoLeo, a teacher's features; which of
 * them a run has; the projection head, and the projector to the width of other features.
 */
@NullMarked
package io.github.dino4j.pretrain.loss;

import org.jspecify.annotations.NullMarked;
