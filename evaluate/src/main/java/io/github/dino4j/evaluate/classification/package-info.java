/**
 * Classification by frozen features: nearest neighbours, trained linear heads, and what is measured
 * of either.
 */
@NullMarked
package io.github.dino4j.evaluate.classification;

import org.jspecify.annotations.NullMarked;
