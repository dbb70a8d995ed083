/** From any number of images to one feature file, in a job that can be stopped and gone on with. */
@NullMarked
package io.github.dino4j.features.embed;

import org.jspecify.annotations.NullMarked;
