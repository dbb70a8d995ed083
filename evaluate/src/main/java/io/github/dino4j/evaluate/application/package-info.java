/** Trained heads at work: labels, masks and depth of new images; and the heads' files. */
@NullMarked
package io.github.dino4j.evaluate.application;

import org.jspecify.annotations.NullMarked;
