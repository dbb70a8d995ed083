/** Tasks on Spark: within this process, or on a cluster. */
@NullMarked
package io.github.dino4j.spark;

import org.jspecify.annotations.NullMarked;
