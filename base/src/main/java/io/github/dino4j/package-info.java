/** The root of every exception that dino4j throws on purpose. */
@NullMarked
package io.github.dino4j;

import org.jspecify.annotations.NullMarked;
