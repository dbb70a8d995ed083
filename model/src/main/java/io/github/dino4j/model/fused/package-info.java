/**
 * The blocks of a transformer written out for training, forward and backward, on kernels of our
 * own: no graph, no memory but what the backward pass reads. Used where {@link
 * io.github.dino4j.model.fused.BlockStack#objection} has none; everywhere else autograd trains
 * {@link io.github.dino4j.model.VisionTransformer}.
 */
@NullMarked
package io.github.dino4j.model.fused;

import org.jspecify.annotations.NullMarked;
