/** What the model sees, as data and as drawings: PCA colours, attention, matches, similarity. */
@NullMarked
package io.github.dino4j.features.picture;

import org.jspecify.annotations.NullMarked;
