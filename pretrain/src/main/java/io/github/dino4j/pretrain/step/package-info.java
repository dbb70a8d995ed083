/** Student and teacher, and one step of their training. */
@NullMarked
package io.github.dino4j.pretrain.step;

import org.jspecify.annotations.NullMarked;
