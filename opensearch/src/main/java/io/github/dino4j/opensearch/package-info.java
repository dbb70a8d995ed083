/** Indexes on OpenSearch: documents with vectors, and a small one that makes a commit. */
@NullMarked
package io.github.dino4j.opensearch;

import org.jspecify.annotations.NullMarked;
