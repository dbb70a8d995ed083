/** How a classifier fares on test sets other than its own: corruptions, several right labels. */
@NullMarked
package io.github.dino4j.evaluate.robustness;

import org.jspecify.annotations.NullMarked;
