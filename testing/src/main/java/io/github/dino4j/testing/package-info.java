/** What the build says of its own tests. */
@NullMarked
package io.github.dino4j.testing;

import org.jspecify.annotations.NullMarked;
