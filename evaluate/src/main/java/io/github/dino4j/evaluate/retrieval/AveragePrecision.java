package io.github.dino4j.evaluate.retrieval;

/** How the precisions at the ranks of the positives become one number. */
public enum AveragePrecision {
  /**
   * The area under the precision-recall curve by trapezoids, as Oxford and Paris are measured:
   * between the precision just before a positive and the one with it. Source: Radenović et al.,
   * "Revisiting Oxford and Paris", CVPR 2018.
   */
  TRAPEZOIDAL {
    @Override
    public double of(int[] ranks) {
      double sum = 0;
      for (int found = 0; found < ranks.length; found++) {
        int rank = ranks[found];
        double before = rank == 0 ? 1 : (double) found / rank;
        sum += (before + (found + 1.0) / (rank + 1)) / 2;
      }
      return sum / ranks.length;
    }
  },
  /** The mean of the precisions at the positives; 1 / rank where there is one positive. */
  RECTANGULAR {
    @Override
    public double of(int[] ranks) {
      double sum = 0;
      for (int found = 0; found < ranks.length; found++) {
        sum += (found + 1.0) / (ranks[found] + 1);
      }
      return sum / ranks.length;
    }
  };

  /**
   * The average precision of a query.
   *
   * @param ranks of all positives, ascending, from 0 on; NaN if there are none
   */
  public abstract double of(int[] ranks);
}
