/** Layer normalization of rows, forward and backward. */
@NullMarked
package io.github.dino4j.kernels.norm;

import org.jspecify.annotations.NullMarked;
