/** What a run tells of itself: a line of numbers for every step, and a page to look at. */
@NullMarked
package io.github.dino4j.pretrain.report;

import org.jspecify.annotations.NullMarked;
