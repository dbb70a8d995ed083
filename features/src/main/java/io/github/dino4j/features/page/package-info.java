/** Pages of plain HTML, written from data alone: their frame, and the page of the demo. */
@NullMarked
package io.github.dino4j.features.page;

import org.jspecify.annotations.NullMarked;
