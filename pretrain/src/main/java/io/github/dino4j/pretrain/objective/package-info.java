/** The losses: DINO on CLS tokens, iBOT on masked patches, KoLeo, and the teacher's targets. */
@NullMarked
package io.github.dino4j.pretrain.objective;

import org.jspecify.annotations.NullMarked;
