/** How many of the true neighbours an index finds, and how long it takes. */
@NullMarked
package io.github.dino4j.search.recall;

import org.jspecify.annotations.NullMarked;
