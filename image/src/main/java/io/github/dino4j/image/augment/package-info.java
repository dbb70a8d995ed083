/** Random changes to pictures for training, with the pixels and the draws of torchvision. */
@NullMarked
package io.github.dino4j.image.augment;

import org.jspecify.annotations.NullMarked;
