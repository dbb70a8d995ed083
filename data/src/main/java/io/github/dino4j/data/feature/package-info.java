/**
 * Feature files: Parquet, {@code .npy} and {@code .safetensors}, written whole or not at all, read
 * as a stream.
 */
@NullMarked
package io.github.dino4j.data.feature;

import org.jspecify.annotations.NullMarked;
