/** Curves over the iterations of a run, drawn on a page. */
@NullMarked
package io.github.dino4j.report.chart;

import org.jspecify.annotations.NullMarked;
