/**
 * Brings matrices into the order in which products read them: panels, transposed tiles, scaled and
 * folded copies.
 */
@NullMarked
package io.github.dino4j.kernels.packing;

import org.jspecify.annotations.NullMarked;
