/**
 * The assembler: x86-64 instructions by their names in Intel's manual, registers, vector widths,
 * executable memory, and what the processor can do.
 */
@NullMarked
package io.github.dino4j.kernels.x86;

import org.jspecify.annotations.NullMarked;
