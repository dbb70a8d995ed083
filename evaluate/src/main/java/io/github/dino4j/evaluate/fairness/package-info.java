/**
 * Whether a model serves all groups of people and places alike: accuracy by group, Dollar Street,
 * label association, retrieval of the same attribute.
 */
@NullMarked
package io.github.dino4j.evaluate.fairness;

import org.jspecify.annotations.NullMarked;
