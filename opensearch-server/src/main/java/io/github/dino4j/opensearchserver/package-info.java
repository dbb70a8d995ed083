/** A real OpenSearch that tests start; it is shipped to nobody. */
@NullMarked
package io.github.dino4j.opensearchserver;

import org.jspecify.annotations.NullMarked;
