/** From a photo to the numbers that a model is shown, without any randomness. */
@NullMarked
package io.github.dino4j.image.transform;

import org.jspecify.annotations.NullMarked;
