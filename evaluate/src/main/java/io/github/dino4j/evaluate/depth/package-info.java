/** Depth: maps, their files, protocols and metrics; heads and their training lie below it. */
@NullMarked
package io.github.dino4j.evaluate.depth;

import org.jspecify.annotations.NullMarked;
