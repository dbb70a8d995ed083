/**
 * The stages of a run: each takes the images that another one kept, decides image by image, and
 * writes a folder.
 */
@NullMarked
package io.github.dino4j.curate.stage;

import org.jspecify.annotations.NullMarked;
