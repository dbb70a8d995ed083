/** Which index a folder gets, and which it has. */
@NullMarked
package io.github.dino4j.search.folder;

import org.jspecify.annotations.NullMarked;
