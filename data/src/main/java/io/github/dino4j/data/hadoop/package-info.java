/** The files of object stores and of HDFS as paths, over Hadoop's file systems. */
@NullMarked
package io.github.dino4j.data.hadoop;

import org.jspecify.annotations.NullMarked;
