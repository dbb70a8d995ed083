package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.RangeRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Decisions that were made before.
 *
 * @param decisions of all images of the range, in their order
 */
record ListDecider(ArrayList<Decision> decisions) implements Part.Decider {
  @Override
  public List<Decision> decide(RangeRows rows, List<PoolEntry> images) {
    return decisions;
  }
}
