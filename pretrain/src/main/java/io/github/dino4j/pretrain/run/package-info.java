/** A whole training run: its folder, its checkpoints, and the loop from data to weights. */
@NullMarked
package io.github.dino4j.pretrain.run;

import org.jspecify.annotations.NullMarked;
