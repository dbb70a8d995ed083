/** Indexes in Postgres with pgvector: a table of vectors, and one row that makes a commit. */
@NullMarked
package io.github.dino4j.postgres;

import org.jspecify.annotations.NullMarked;
