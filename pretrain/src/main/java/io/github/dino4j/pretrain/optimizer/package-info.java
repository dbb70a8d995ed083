/** From gradients to new weights: parameter groups, clipping, AdamW, the student's average. */
@NullMarked
package io.github.dino4j.pretrain.optimizer;

import org.jspecify.annotations.NullMarked;
