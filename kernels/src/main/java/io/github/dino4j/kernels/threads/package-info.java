/**
 * Threads that compute: a pool of workers, where they run, and how they notice that other processes
 * want the cores too.
 */
@NullMarked
package io.github.dino4j.kernels.threads;

import org.jspecify.annotations.NullMarked;
