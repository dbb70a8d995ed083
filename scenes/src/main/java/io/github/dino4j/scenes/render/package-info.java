/** The ray tracer: from a scene to light, from light to pixels, and the truth about every pixel. */
@NullMarked
package io.github.dino4j.scenes.render;

import org.jspecify.annotations.NullMarked;
