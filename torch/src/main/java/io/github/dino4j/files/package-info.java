/** Files that appear whole or not at all, JSON, and what went wrong with a file, in words. */
@NullMarked
package io.github.dino4j.files;

import org.jspecify.annotations.NullMarked;
