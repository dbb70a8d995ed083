/** Tasks of a stage, and what runs them: this process, or a cluster of machines. */
@NullMarked
package io.github.dino4j.curate.task;

import org.jspecify.annotations.NullMarked;
