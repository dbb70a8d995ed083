/** Random choices and value noise, the same on every machine. */
@NullMarked
package io.github.dino4j.scenes.random;

import org.jspecify.annotations.NullMarked;
