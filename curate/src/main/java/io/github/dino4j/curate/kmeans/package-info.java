/** k-means, flat and hierarchical, and the parts of it that a cluster of machines runs. */
@NullMarked
package io.github.dino4j.curate.kmeans;

import org.jspecify.annotations.NullMarked;
