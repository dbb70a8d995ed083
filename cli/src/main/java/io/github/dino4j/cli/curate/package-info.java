/** Commands that make a pretraining set of a raw pile of images. */
@NullMarked
package io.github.dino4j.cli.curate;

import org.jspecify.annotations.NullMarked;
