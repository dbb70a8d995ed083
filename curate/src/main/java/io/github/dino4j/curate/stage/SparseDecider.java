package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.RangeRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decisions that were made before, for some of the images.
 *
 * @param decisions by rows
 * @param others what is decided of all others
 */
record SparseDecider(HashMap<Integer, Decision> decisions, Decision others)
    implements Part.Decider {
  /** With those decisions that are of the range. */
  static SparseDecider of(RangeRows rows, Map<Integer, Decision> decisions, Decision others) {
    HashMap<Integer, Decision> some = new HashMap<>();
    for (int row : rows.rows()) {
      Decision decision = decisions.get(row);
      if (decision != null) {
        some.put(row, decision);
      }
    }
    return new SparseDecider(some, others);
  }

  @Override
  public List<Decision> decide(RangeRows rows, List<PoolEntry> images) {
    return images.stream().map(image -> decisions.getOrDefault(image.row(), others)).toList();
  }
}
