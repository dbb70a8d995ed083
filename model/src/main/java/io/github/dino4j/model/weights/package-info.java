/**
 * Backbones as files: the layouts of Meta, Hugging Face, timm and this project, recognised,
 * checked, and converted into each other without loss.
 */
@NullMarked
package io.github.dino4j.model.weights;

import org.jspecify.annotations.NullMarked;
