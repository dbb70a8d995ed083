/** Images of a pool that are like those of seed sets. */
@NullMarked
package io.github.dino4j.curate.retrieve;

import org.jspecify.annotations.NullMarked;
