/** Functions of vectors of numbers as code: exponentials, GELU and its derivative. */
@NullMarked
package io.github.dino4j.kernels.function;

import org.jspecify.annotations.NullMarked;
