/** The configuration of a run: the reference's YAML files, overrides and what they resolve to. */
@NullMarked
package io.github.dino4j.pretrain.config;

import org.jspecify.annotations.NullMarked;
