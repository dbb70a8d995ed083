/** How good frozen features are: figures with their intervals; below it one package a task. */
@NullMarked
package io.github.dino4j.evaluate;

import org.jspecify.annotations.NullMarked;
