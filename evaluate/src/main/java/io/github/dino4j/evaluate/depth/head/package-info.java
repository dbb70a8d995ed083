/** Heads that turn frozen features into depth, their files, and depth of whole images. */
@NullMarked
package io.github.dino4j.evaluate.depth.head;

import org.jspecify.annotations.NullMarked;
