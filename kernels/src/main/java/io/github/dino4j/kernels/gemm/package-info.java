/**
 * Linear layers: matrix products with an epilogue, on vectors and on the tiles of AMX. Start
 * reading at {@link io.github.dino4j.kernels.gemm.LinearKernel}.
 */
@NullMarked
package io.github.dino4j.kernels.gemm;

import org.jspecify.annotations.NullMarked;
