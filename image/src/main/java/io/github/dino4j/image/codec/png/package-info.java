/** PNG, decoded here. */
@NullMarked
package io.github.dino4j.image.codec.png;

import org.jspecify.annotations.NullMarked;
