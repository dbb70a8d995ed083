/** The page of the demo: plain HTML and pictures in one folder, written from data alone. */
@NullMarked
package io.github.dino4j.features.page;

import org.jspecify.annotations.NullMarked;
