/** Training of depth heads on frozen features: batches, augmentation, losses, the loop. */
@NullMarked
package io.github.dino4j.evaluate.depth.training;

import org.jspecify.annotations.NullMarked;
