/** Balanced sampling down a tree of clusters, caps, and mixtures of several sources. */
@NullMarked
package io.github.dino4j.curate.sample;

import org.jspecify.annotations.NullMarked;
