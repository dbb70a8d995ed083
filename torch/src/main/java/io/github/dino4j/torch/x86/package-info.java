/**
 * Machine code of our own for x86-64 processors, written at run time: attention, its gradients, and
 * linear layers, which come closer to what the processor can do than oneDNN does. Used on Linux,
 * where the processor multiplies bf16 numbers with AVX-512 and not with AMX; start reading at
 * {@link io.github.dino4j.torch.x86.LinearKernel}.
 */
@NullMarked
package io.github.dino4j.torch.x86;

import org.jspecify.annotations.NullMarked;
