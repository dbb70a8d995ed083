/** Softmax over the columns of rows, forward and backward. */
@NullMarked
package io.github.dino4j.kernels.softmax;

import org.jspecify.annotations.NullMarked;
