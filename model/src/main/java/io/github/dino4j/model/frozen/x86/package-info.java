/**
 * Machine code of our own for x86-64 processors, written at run time: attention where oneDNN spends
 * a third of its time on other things than products. Used on Linux, where the processor multiplies
 * bf16 numbers with AVX-512 and not with AMX.
 */
@NullMarked
package io.github.dino4j.model.frozen.x86;

import org.jspecify.annotations.NullMarked;
