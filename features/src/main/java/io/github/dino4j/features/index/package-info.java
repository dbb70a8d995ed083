/** From images to an index that finds what looks alike. */
@NullMarked
package io.github.dino4j.features.index;

import org.jspecify.annotations.NullMarked;
