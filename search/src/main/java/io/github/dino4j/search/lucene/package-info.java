/** The index that skips most vectors: a graph by Lucene, larger than memory if need be. */
@NullMarked
package io.github.dino4j.search.lucene;

import org.jspecify.annotations.NullMarked;
