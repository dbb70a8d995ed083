/**
 * Instance retrieval: which images of a database show the same thing as a query. Revisited Oxford
 * and Paris, Met, AmsterTime, and folders or tables of one's own.
 */
@NullMarked
package io.github.dino4j.evaluate.retrieval;

import org.jspecify.annotations.NullMarked;
