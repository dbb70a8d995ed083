/** Clips as frozen features of evenly spaced frames (paper, section 7.2). */
@NullMarked
package io.github.dino4j.evaluate.video;

import org.jspecify.annotations.NullMarked;
