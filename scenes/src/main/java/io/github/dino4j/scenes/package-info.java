/**
 * Datasets of rendered scenes: pictures with class, instance, mask, depth, near-duplicate and
 * camera labels.
 */
@NullMarked
package io.github.dino4j.scenes;

import org.jspecify.annotations.NullMarked;
