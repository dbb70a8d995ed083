/** A plan of stages in YAML, and the run that carries it out. */
@NullMarked
package io.github.dino4j.curate.plan;

import org.jspecify.annotations.NullMarked;
