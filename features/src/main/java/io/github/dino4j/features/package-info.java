/** Frozen features: extraction, feature files and pictures of what the model sees. */
@NullMarked
package io.github.dino4j.features;

import org.jspecify.annotations.NullMarked;
