/** Processes that train together. */
@NullMarked
package io.github.dino4j.pretrain.distributed;

import org.jspecify.annotations.NullMarked;
