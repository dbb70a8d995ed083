/** Features under way, so that a killed run goes on where it stopped. */
@NullMarked
package io.github.dino4j.data.journal;

import org.jspecify.annotations.NullMarked;
