/** Which patches are masked for the student. */
@NullMarked
package io.github.dino4j.pretrain.masking;

import org.jspecify.annotations.NullMarked;
