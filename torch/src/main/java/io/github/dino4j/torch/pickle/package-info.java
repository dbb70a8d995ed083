/** Python's pickle as far as checkpoints need it: rebuilt as data, never executed. */
@NullMarked
package io.github.dino4j.torch.pickle;

import org.jspecify.annotations.NullMarked;
