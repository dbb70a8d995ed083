/** Measures of single images, and thresholds on them. */
@NullMarked
package io.github.dino4j.curate.filter;

import org.jspecify.annotations.NullMarked;
