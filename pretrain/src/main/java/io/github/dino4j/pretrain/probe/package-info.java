/** Whether a run learns: frozen features of the teacher, looked at every so many steps. */
@NullMarked
package io.github.dino4j.pretrain.probe;

import org.jspecify.annotations.NullMarked;
