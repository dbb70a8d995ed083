/** The commands that evaluate frozen features and use the heads that come of it. */
@NullMarked
package io.github.dino4j.cli.evaluate;

import org.jspecify.annotations.NullMarked;
