/** Which patches are hidden from the student, and batches of crops with their masks. */
@NullMarked
package io.github.dino4j.pretrain.masking;

import org.jspecify.annotations.NullMarked;
