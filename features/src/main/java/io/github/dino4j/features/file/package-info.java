/**
 * Feature files: Parquet, {@code .npy} and {@code .safetensors}, written whole or not at all, read
 * as a stream, and the journal that lets a killed run go on.
 */
@NullMarked
package io.github.dino4j.features.file;

import org.jspecify.annotations.NullMarked;
