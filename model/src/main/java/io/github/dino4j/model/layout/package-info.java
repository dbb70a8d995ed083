/**
 * What a transformer block is made of: its parts in order, their names and shapes. Constructors,
 * weight layouts, packing and the fused trainer read it.
 */
@NullMarked
package io.github.dino4j.model.layout;

import org.jspecify.annotations.NullMarked;
