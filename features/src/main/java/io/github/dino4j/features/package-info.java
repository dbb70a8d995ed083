/** From pictures to the features of a frozen backbone. */
@NullMarked
package io.github.dino4j.features;

import org.jspecify.annotations.NullMarked;
