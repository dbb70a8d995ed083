/** The frame of a page: plain HTML in one look, escaped text, sections. */
@NullMarked
package io.github.dino4j.report;

import org.jspecify.annotations.NullMarked;
