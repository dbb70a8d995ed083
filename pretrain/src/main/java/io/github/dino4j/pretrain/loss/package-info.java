/**
 * The losses: DINO on CLS tokens, iBOT on masked patches, KoLeo; which of them a run has; the
 * projection head.
 */
@NullMarked
package io.github.dino4j.pretrain.loss;

import org.jspecify.annotations.NullMarked;
