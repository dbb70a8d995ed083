/** The seam to libtorch: scopes, devices, threads, generators, state dicts and weight files. */
@NullMarked
package io.github.dino4j.torch;

import org.jspecify.annotations.NullMarked;
