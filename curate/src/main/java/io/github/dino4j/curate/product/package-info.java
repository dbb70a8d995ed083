/**
 * Products of many vectors with many others, a block at a time, of which only the largest are
 * looked at.
 */
@NullMarked
package io.github.dino4j.curate.product;

import org.jspecify.annotations.NullMarked;
