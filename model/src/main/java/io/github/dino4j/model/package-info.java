/** The vision transformer, trainable: attention, blocks, position grids, stochastic depth. */
@NullMarked
package io.github.dino4j.model;

import org.jspecify.annotations.NullMarked;
