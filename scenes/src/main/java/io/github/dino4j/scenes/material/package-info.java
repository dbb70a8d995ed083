/** What surfaces look like: colours, patterns, reflectance. */
@NullMarked
package io.github.dino4j.scenes.material;

import org.jspecify.annotations.NullMarked;
