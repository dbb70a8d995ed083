/**
 * Weight files as they are on disk: safetensors and PyTorch checkpoints, mapped into memory and
 * read without libtorch. Nothing here knows what the tensors are for.
 */
@NullMarked
package io.github.dino4j.torch.file;

import org.jspecify.annotations.NullMarked;
