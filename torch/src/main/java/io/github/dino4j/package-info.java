/** What every module shares: the root exception. */
@NullMarked
package io.github.dino4j;

import org.jspecify.annotations.NullMarked;
