/** The losses: DINO on CLS tokens, iBOT on masked patches, KoLeo, and the teacher's targets. */
@NullMarked
package io.github.dino4j.pretrain.loss;

import org.jspecify.annotations.NullMarked;
