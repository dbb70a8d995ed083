/** The images that a run works on: feature files as rows of one numbering, cut into tasks. */
@NullMarked
package io.github.dino4j.curate.pool;

import org.jspecify.annotations.NullMarked;
