/** The index that compares a query with every vector, in a folder. */
@NullMarked
package io.github.dino4j.search.exact;

import org.jspecify.annotations.NullMarked;
