/** Processes that train together: threads or real ones that meet over the loopback. */
@NullMarked
package io.github.dino4j.pretrain.distributed;

import org.jspecify.annotations.NullMarked;
