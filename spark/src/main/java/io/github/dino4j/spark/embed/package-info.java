/** Images embedded on a cluster, to a folder of feature files. */
@NullMarked
package io.github.dino4j.spark.embed;

import org.jspecify.annotations.NullMarked;
