/** The corruptions of ImageNet-C, for any folder of images: seeded, drawn anew here. */
@NullMarked
package io.github.dino4j.evaluate.corruption;

import org.jspecify.annotations.NullMarked;
