/** From a raw pile of images to a pretraining set: what all stages share. */
@NullMarked
package io.github.dino4j.curate;

import org.jspecify.annotations.NullMarked;
