/**
 * Attention of one head and its gradients, on vectors and on tiles. Start reading at {@link
 * io.github.dino4j.kernels.attention.AttentionKernel}.
 */
@NullMarked
package io.github.dino4j.kernels.attention;

import org.jspecify.annotations.NullMarked;
