/** A training run on disk, whole, to go on from. */
@NullMarked
package io.github.dino4j.pretrain.state;

import org.jspecify.annotations.NullMarked;
