/** Training of segmentation heads, on cached features or on augmented crops. */
@NullMarked
package io.github.dino4j.evaluate.segmentation.training;

import org.jspecify.annotations.NullMarked;
