/** Conditions on metadata: a small language, what it says as data, and whether it holds. */
@NullMarked
package io.github.dino4j.search.filter;

import org.jspecify.annotations.NullMarked;
