/** Indexes on servers: what is the same for each of them, and what a server has to do. */
@NullMarked
package io.github.dino4j.search.remote;

import org.jspecify.annotations.NullMarked;
