/**
 * One image of a collection, the stream of them, the loader that reads ahead, and those that could
 * not be used.
 */
@NullMarked
package io.github.dino4j.data.record;

import org.jspecify.annotations.NullMarked;
