/**
 * Where images come from: folders, lists, CSV and Parquet manifests, WebDataset tar shards and
 * single files, streamed in a fixed order, and the loader that reads them ahead of the model.
 */
@NullMarked
package io.github.dino4j.image.source;

import org.jspecify.annotations.NullMarked;
