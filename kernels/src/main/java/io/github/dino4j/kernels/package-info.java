/**
 * What machine code of our own and oneDNN have in common: number types, instruction sets, native
 * memory, the matrices in it and calls.
 */
@NullMarked
package io.github.dino4j.kernels;

import org.jspecify.annotations.NullMarked;
