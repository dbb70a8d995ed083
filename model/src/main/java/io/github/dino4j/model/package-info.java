/** The vision transformer, its configurations, weights and catalogue. */
@NullMarked
package io.github.dino4j.model;

import org.jspecify.annotations.NullMarked;
