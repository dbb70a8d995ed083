/** The random streams of Python and libtorch, number by number. */
@NullMarked
package io.github.dino4j.image.random;

import org.jspecify.annotations.NullMarked;
