/** Near-duplicates: candidates, pairs, components, which image of each stays; thresholds. */
@NullMarked
package io.github.dino4j.curate.dedup;

import org.jspecify.annotations.NullMarked;
