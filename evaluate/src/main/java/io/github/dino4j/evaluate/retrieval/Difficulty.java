package io.github.dino4j.evaluate.retrieval;

import java.util.stream.IntStream;

/** Which images count in the revisited Oxford and Paris (Radenović et al., CVPR 2018). */
public enum Difficulty {
  /** Easy ones are positives, hard ones are taken out. */
  EASY {
    @Override
    Relevance of(RevisitedTruth.Query query) {
      return new Relevance(query.easy(), joined(query.hard(), query.junk()));
    }
  },
  /** Easy and hard ones are positives. */
  MEDIUM {
    @Override
    Relevance of(RevisitedTruth.Query query) {
      return new Relevance(joined(query.easy(), query.hard()), query.junk());
    }
  },
  /** Hard ones are positives, easy ones are taken out. */
  HARD {
    @Override
    Relevance of(RevisitedTruth.Query query) {
      return new Relevance(query.hard(), joined(query.easy(), query.junk()));
    }
  };

  abstract Relevance of(RevisitedTruth.Query query);

  private static int[] joined(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }
}
