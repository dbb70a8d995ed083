package io.github.dino4j.curate.report;

import io.github.dino4j.curate.folder.StageSummary;
import java.util.List;

/**
 * What a page shows of a stage beside its numbers.
 *
 * @param charts HTML
 * @param galleries with as many images as a page of its own holds
 */
record StageContent(String charts, List<Gallery> galleries) {
  /** Reads what there is to show of a stage. */
  static StageContent of(StageRows rows, StageSummary summary) {
    if (rows.has("group")) {
      return DuplicateGroups.read(rows);
    }
    if (rows.has("seed_set")) {
      return SeedImages.read(rows);
    }
    if (rows.has("cluster_1")) {
      return ClusterImages.read(rows);
    }
    if (rows.has("nearest")) {
      return NearestPairs.read(rows);
    }
    return ReasonImages.read(rows, summary);
  }
}
