/** Trained heads as files, told apart by what they do and which backbone they belong to. */
@NullMarked
package io.github.dino4j.evaluate.head;

import org.jspecify.annotations.NullMarked;
