/**
 * Softmax and cross-entropy of samples against many prototypes, without keeping the probabilities.
 */
@NullMarked
package io.github.dino4j.kernels.prototypes;

import org.jspecify.annotations.NullMarked;
