/**
 * The seam to oneDNN: fixed-shape primitives over plain native memory, each run on one thread.
 * Built on the C interface through the foreign-function API, because a call must cost far less than
 * the work of one attention head.
 */
@NullMarked
package io.github.dino4j.kernels.onednn;

import org.jspecify.annotations.NullMarked;
