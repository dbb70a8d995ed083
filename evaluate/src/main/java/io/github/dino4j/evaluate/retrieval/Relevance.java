package io.github.dino4j.evaluate.retrieval;

/**
 * What the database holds for a query; every other image of it is a negative.
 *
 * @param positives places in the database of what should be found
 * @param junk places of what is taken out of the ranking: neither right nor wrong
 */
public record Relevance(int[] positives, int[] junk) {}
