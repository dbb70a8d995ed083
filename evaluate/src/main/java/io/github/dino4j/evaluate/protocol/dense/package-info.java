/** The tasks that give every pixel an answer. */
@NullMarked
package io.github.dino4j.evaluate.protocol.dense;

import org.jspecify.annotations.NullMarked;
