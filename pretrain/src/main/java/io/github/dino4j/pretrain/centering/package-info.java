/** Teacher centering: softmax less a running centre, or Sinkhorn-Knopp. */
@NullMarked
package io.github.dino4j.pretrain.centering;

import org.jspecify.annotations.NullMarked;
