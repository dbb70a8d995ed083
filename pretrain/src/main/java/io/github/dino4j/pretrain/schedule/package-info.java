/** Learning rate, weight decay, teacher momentum and temperature over the iterations. */
@NullMarked
package io.github.dino4j.pretrain.schedule;

import org.jspecify.annotations.NullMarked;
