/**
 * Images of train near test, images far from all others, labels that disagree with those of near
 * neighbours.
 */
@NullMarked
package io.github.dino4j.curate.leak;

import org.jspecify.annotations.NullMarked;
