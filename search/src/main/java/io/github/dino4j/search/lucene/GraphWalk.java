package io.github.dino4j.search.lucene;

import java.io.IOException;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.NeighborQueue;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.jspecify.annotations.Nullable;

/**
 * The search of a graph for one query (Malkov and Yashunin, 2018, algorithms 2 and 5): down the
 * levels to the vector that is most alike, then on the lowest level from the best candidate to its
 * neighbours, until none can improve the {@code ef} best.
 *
 * @param scorer compares the query with vectors of the segment
 * @param ef how many are found
 * @param accepted those that may be found; the others are passed over; null for all
 * @param limit of comparisons
 */
record GraphWalk(
    SegmentGraph graph, RandomVectorScorer scorer, int ef, @Nullable Bits accepted, long limit) {
  /** Vectors that a search comes by for each that it finds, as far as the first table goes. */
  private static final int VISITED = 24;

  /**
   * @return the best, the worst on top; null where more than {@code limit} vectors would have to be
   *     compared
   */
  @Nullable NeighborQueue best() throws IOException {
    HnswGraph levels = graph.levels();
    NeighborQueue best = new NeighborQueue(ef, false);
    NeighborQueue candidates = new NeighborQueue(ef, true);
    VisitedVectors visited = new VisitedVectors(ef * VISITED);
    int entry = entry(levels);
    visited.add(entry);
    take(entry, scorer.score(entry), candidates, best);
    float bar = bar(best);
    int[] fresh = new int[graph.most()];
    float[] scores = new float[fresh.length];
    long compared = 1;
    while (candidates.size() > 0 && candidates.topScore() >= bar) {
      int neighbours = graph.neighbours(candidates.pop(), levels, fresh);
      int count = 0;
      for (int i = 0; i < neighbours; i++) {
        if (visited.add(fresh[i])) {
          fresh[count++] = fresh[i];
        }
      }
      compared += count;
      if (compared > limit) {
        return null;
      }
      if (count > 0 && scorer.bulkScore(fresh, scores, count) > bar) {
        for (int i = 0; i < count; i++) {
          if (scores[i] > bar) {
            take(fresh[i], scores[i], candidates, best);
            bar = bar(best);
          }
        }
      }
    }
    return best;
  }

  private void take(int vector, float score, NeighborQueue candidates, NeighborQueue best) {
    candidates.add(vector, score);
    if (accepted == null || accepted.get(vector)) {
      best.insertWithOverflow(vector, score);
    }
  }

  /** What a score has to exceed. */
  private float bar(NeighborQueue best) {
    return best.size() < ef ? Float.NEGATIVE_INFINITY : best.topScore();
  }

  /** The vector of the lowest level but one to which the descent leads. */
  private int entry(HnswGraph levels) throws IOException {
    int nearest = levels.entryNode();
    float score = scorer.score(nearest);
    int[] neighbours = new int[graph.most()];
    float[] scores = new float[neighbours.length];
    for (int level = levels.numLevels() - 1; level > 0; level--) {
      boolean isBetter = true;
      while (isBetter) {
        isBetter = false;
        levels.seek(level, nearest);
        int count = levels.neighborCount();
        for (int i = 0; i < count; i++) {
          neighbours[i] = levels.nextNeighbor();
        }
        scorer.bulkScore(neighbours, scores, count);
        for (int i = 0; i < count; i++) {
          if (scores[i] > score) {
            score = scores[i];
            nearest = neighbours[i];
            isBetter = true;
          }
        }
      }
    }
    return nearest;
  }
}
