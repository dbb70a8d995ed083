/** The report of a run: what each stage took, and why, with pictures. */
@NullMarked
package io.github.dino4j.curate.report;

import org.jspecify.annotations.NullMarked;
