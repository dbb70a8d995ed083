/** Images that contain what a region of another shows: patch features, pooled and exact. */
@NullMarked
package io.github.dino4j.search.region;

import org.jspecify.annotations.NullMarked;
