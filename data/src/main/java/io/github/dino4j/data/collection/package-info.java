/**
 * Collections of images: folders, lists, CSV and Parquet manifests, WebDataset tar shards and
 * single files, streamed in a fixed order.
 */
@NullMarked
package io.github.dino4j.data.collection;

import org.jspecify.annotations.NullMarked;
