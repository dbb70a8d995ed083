/** The released backbones: what they are called, where they lie, and how they get here. */
@NullMarked
package io.github.dino4j.model.catalogue;

import org.jspecify.annotations.NullMarked;
