/** Side-by-side speed. */
@NullMarked
package io.github.dino4j.benchmarks;

import org.jspecify.annotations.NullMarked;
