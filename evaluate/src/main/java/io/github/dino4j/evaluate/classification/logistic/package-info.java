/** The logistic protocol: multinomial regression to its optimum, for a sweep of penalties. */
@NullMarked
package io.github.dino4j.evaluate.classification.logistic;

import org.jspecify.annotations.NullMarked;
