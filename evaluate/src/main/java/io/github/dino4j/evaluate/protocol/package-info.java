/** Each task from images to a report: features, the protocol, figures, pictures, a head. */
@NullMarked
package io.github.dino4j.evaluate.protocol;

import org.jspecify.annotations.NullMarked;
