/**
 * What the model sees in patches, as data: principal components, foreground, matches, similarity.
 */
@NullMarked
package io.github.dino4j.features.patch;

import org.jspecify.annotations.NullMarked;
