package io.github.dino4j.curate.pool;

import java.io.Serializable;

/**
 * Rows of one feature file that a task reads.
 *
 * @param number of the range, from 0 on: the number of its part in the folders of stages
 * @param file with the rows
 * @param skip rows of the file before them
 * @param rows how many
 * @param first number of the first row in the pool
 */
public record RowRange(int number, FileName file, long skip, int rows, int first)
    implements Serializable {}
