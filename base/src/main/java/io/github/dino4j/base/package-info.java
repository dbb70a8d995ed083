/**
 * Files that appear whole or not at all, or belong to one process at a time; JSON; what went wrong
 * with a file, in words.
 */
@NullMarked
package io.github.dino4j.base;

import org.jspecify.annotations.NullMarked;
