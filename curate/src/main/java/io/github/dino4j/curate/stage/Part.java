package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.folder.PartWriter;
import io.github.dino4j.curate.folder.StageFolder;
import io.github.dino4j.curate.pool.FileName;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.data.parquet.TableColumn;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A task that writes a part. One that finds it written does it no second time, so that a run that
 * was broken off goes on.
 *
 * @param rows that came in
 * @param file the part
 * @param scores its columns
 * @param decider what decides
 */
record Part(RangeRows rows, FileName file, List<TableColumn> scores, Decider decider)
    implements Serializable {
  /** Decides the images of a range. Serializable with all that it holds. */
  interface Decider extends Serializable {
    /** Columns of the feature files that it asks for, beside those that all have. */
    default List<String> columns() {
      return List.of();
    }

    /** A decision for each image. */
    List<Decision> decide(RangeRows rows, List<PoolEntry> images);
  }

  /**
   * What was decided.
   *
   * @param first number of the first row of the range
   * @param kept bits of the rows that stay, counted from it
   */
  record Outcome(int first, long[] kept, TreeMap<String, Long> dropped, TreeMap<String, Long> noted)
      implements Serializable {
    /** Of a part that lies there. */
    static Outcome read(Path part, RangeRows rows) {
      Counting counting = new Counting(rows);
      StageFolder.forEachRow(
          part,
          List.of("decision", "reason"),
          row -> counting.add("keep".equals(row.text("decision")), row.text("reason")));
      return counting.outcome();
    }
  }

  /** Its work. */
  Outcome write() {
    Path path = file.path();
    if (Files.exists(path)) {
      return Outcome.read(path, rows);
    }
    List<PoolEntry> images = rows.entries(decider.columns());
    List<Decision> decisions = decider.decide(rows, images);
    Counting counting = new Counting(rows);
    try (PartWriter writer = new PartWriter(path, scores)) {
      for (int i = 0; i < images.size(); i++) {
        Decision decision = decisions.get(i);
        writer.write(images.get(i).id(), images.get(i).path(), decision);
        counting.add(decision.keep(), decision.reason());
      }
      writer.commit();
    }
    return counting.outcome();
  }

  private static final class Counting {
    private final int first;
    private final int[] rows;
    private final BitSet kept = new BitSet();
    private final TreeMap<String, Long> dropped = new TreeMap<>();
    private final TreeMap<String, Long> noted = new TreeMap<>();
    private int place;

    Counting(RangeRows rows) {
      first = rows.range().first();
      this.rows = rows.rows();
    }

    void add(boolean keep, @Nullable String reason) {
      kept.set(rows[place++] - first, keep);
      if (reason != null) {
        (keep ? noted : dropped).merge(reason, 1L, Long::sum);
      }
    }

    Outcome outcome() {
      return new Outcome(first, kept.toLongArray(), dropped, noted);
    }
  }
}
