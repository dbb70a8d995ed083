/** Training images: in which order they are visited, how they become views, read ahead. */
@NullMarked
package io.github.dino4j.pretrain.data;

import org.jspecify.annotations.NullMarked;
