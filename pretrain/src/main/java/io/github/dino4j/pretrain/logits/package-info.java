/**
 * Logits of samples against prototypes, computed in parts, and the targets that a teacher makes of
 * them.
 */
@NullMarked
package io.github.dino4j.pretrain.logits;

import org.jspecify.annotations.NullMarked;
