/** A renderer of small synthetic scenes with full ground truth. */
@NullMarked
package io.github.dino4j.scenes;

import org.jspecify.annotations.NullMarked;
