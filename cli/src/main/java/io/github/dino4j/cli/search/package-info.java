/** The commands that index images and find what looks alike. */
@NullMarked
package io.github.dino4j.cli.search;

import org.jspecify.annotations.NullMarked;
