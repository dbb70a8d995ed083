/** Named tensors that lie in a file: types, shapes, strides and where their bytes are. */
@NullMarked
package io.github.dino4j.torch.storage;

import org.jspecify.annotations.NullMarked;
