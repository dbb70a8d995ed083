/**
 * Machine code of our own for x86-64 processors, written at run time: attention, its gradients,
 * linear layers, norms and losses, which come closer to what the processor can do than libraries
 * do, and fuse what these cannot. It runs on Linux, in fp32 where there is AVX-512, in bf16 where
 * such numbers are multiplied by AVX-512 or, in tiles, by AMX: {@link
 * io.github.dino4j.torch.x86.Processor}. Start reading at {@link
 * io.github.dino4j.torch.x86.LinearKernel}.
 */
@NullMarked
package io.github.dino4j.torch.x86;

import org.jspecify.annotations.NullMarked;
