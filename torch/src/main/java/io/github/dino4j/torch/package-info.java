/**
 * The seam to libtorch: scopes, devices, threads, generators, operations in PyTorch's words, named
 * parameters.
 */
@NullMarked
package io.github.dino4j.torch;

import org.jspecify.annotations.NullMarked;
