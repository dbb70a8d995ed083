/** Vector indexes: the vectors that are most like a query, by cosine. */
@NullMarked
package io.github.dino4j.search;

import org.jspecify.annotations.NullMarked;
