/**
 * Parquet through parquet-java, with local files, a plain configuration and codecs of our own, so
 * that no Hadoop installation is needed.
 */
@NullMarked
package io.github.dino4j.data.parquet;

import org.jspecify.annotations.NullMarked;
