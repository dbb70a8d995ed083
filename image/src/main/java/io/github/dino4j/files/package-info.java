/** Files that appear whole or not at all. */
@NullMarked
package io.github.dino4j.files;

import org.jspecify.annotations.NullMarked;
