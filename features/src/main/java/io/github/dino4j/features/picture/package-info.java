/** What the model sees, drawn: PCA colours, attention, matches, similarity. */
@NullMarked
package io.github.dino4j.features.picture;

import org.jspecify.annotations.NullMarked;
