/** The linear protocol: many heads trained at once on frozen features, and the best one kept. */
@NullMarked
package io.github.dino4j.evaluate.classification.linear;

import org.jspecify.annotations.NullMarked;
