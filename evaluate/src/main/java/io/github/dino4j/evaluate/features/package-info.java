/** Frozen features, computed once and read by every protocol. */
@NullMarked
package io.github.dino4j.evaluate.features;

import org.jspecify.annotations.NullMarked;
