package io.github.dino4j.curate.pool;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.pool.RangeRows.FeatureColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The images of a run as rows of one numbering: those of the pool, and after them those of the sets
 * that it is compared with. Rows are numbered by file and place in it; tasks are ranges of them,
 * cut by the files alone. Immutable.
 */
public final class Pool {
  /** The name of the first set. */
  public static final String POOL = "pool";

  /** Rows that a task reads: 50 MB of 384 values. */
  public static final int RANGE = 1 << 15;

  private final List<PoolFile> files;
  private final SequencedMap<String, BitSet> sets;
  private final List<RowRange> ranges;
  private final FeatureColumn features;

  private Pool(List<PoolFile> files, SequencedMap<String, BitSet> sets, List<RowRange> ranges) {
    this.files = files;
    this.sets = sets;
    this.ranges = ranges;
    features = files.stream().filter(file -> file.rows() > 0).findFirst().orElseThrow().features();
  }

  /**
   * Looks at the files, without reading all vectors.
   *
   * @param sets feature files, or folders of their parts, by the name of the set; the first is
   *     {@link #POOL}
   * @param features the column with the vectors; empty for the only one, or {@code cls}
   * @param range rows of a task; {@link #RANGE} but in tests
   * @throws DinoException if a file cannot be read, if they are of different models or lengths, or
   *     if a set has no images
   */
  public static Pool open(SequencedMap<String, List<Path>> sets, String features, int range) {
    List<PoolFile> files = new ArrayList<>();
    List<RowRange> ranges = new ArrayList<>();
    SequencedMap<String, BitSet> rowsOfSets = new LinkedHashMap<>();
    long row = 0;
    for (Map.Entry<String, List<Path>> set : sets.entrySet()) {
      long first = row;
      for (Path path : set.getValue().stream().flatMap(p -> PoolFile.files(p).stream()).toList()) {
        PoolFile file = PoolFile.open(path, features);
        files.add(file);
        cut(file, Math.toIntExact(row), range, ranges);
        row = count(row + file.rows());
      }
      if (row == first) {
        throw new DinoException(
            "%s is empty: %s has no images"
                .formatted(
                    set.getKey().equals(POOL) ? "the pool" : "the set '" + set.getKey() + "'",
                    set.getValue().isEmpty() ? "it" : PathText.text(set.getValue().getFirst())));
      }
      BitSet rows = new BitSet();
      rows.set((int) first, (int) row);
      rowsOfSets.put(set.getKey(), rows);
    }
    requireOneModel(files);
    return new Pool(files, rowsOfSets, ranges);
  }

  private static long count(long rows) {
    if (rows > Integer.MAX_VALUE - 64) {
      throw new DinoException(
          "%,d images are more than a run takes (%,d): curate them in several runs"
              .formatted(rows, Integer.MAX_VALUE - 64));
    }
    return rows;
  }

  private static void cut(PoolFile file, int firstRow, int range, List<RowRange> ranges) {
    FileName name = FileName.of(file.path());
    for (long first = 0; first < file.rows(); first += range) {
      int rows = (int) Math.min(range, file.rows() - first);
      ranges.add(new RowRange(ranges.size(), name, first, rows, (int) (firstRow + first)));
    }
  }

  private static void requireOneModel(List<PoolFile> files) {
    List<PoolFile> filled = files.stream().filter(file -> file.rows() > 0).toList();
    PoolFile first = filled.getFirst();
    for (PoolFile file : filled) {
      String names = "%s and %s".formatted(PathText.text(first.path()), PathText.text(file.path()));
      if (!file.weights().equals(first.weights())) {
        throw new DinoException(
            "%s are features of two models, %s and %s: embed both with one"
                .formatted(names, name(first), name(file)));
      }
      if (!file.features().equals(first.features())) {
        throw new DinoException(
            "%s have features of different sizes, %s of %d values and %s of %d: embed both with one model"
                .formatted(
                    names,
                    first.features().name(),
                    first.features().dim(),
                    file.features().name(),
                    file.features().dim()));
      }
    }
  }

  private static String name(PoolFile file) {
    return file.model().isEmpty() ? "one that it does not name" : file.model();
  }

  /**
   * The feature files that a path names: itself, or the parts of a folder that embed wrote.
   *
   * @throws DinoException if the folder holds none
   */
  public static List<Path> files(Path path) {
    return PoolFile.files(path);
  }

  /** Number of all rows, those of further sets too. */
  public int size() {
    RowRange last = ranges.getLast();
    return last.first() + last.rows();
  }

  /** Values of a vector. */
  public int dim() {
    return features.dim();
  }

  /** Name of the model; empty where the files do not say. */
  public String model() {
    return files.getFirst().model();
  }

  /** Hash of the model; empty where the files do not say. */
  public String weights() {
    return files.getFirst().weights();
  }

  /**
   * The rows of a set.
   *
   * @throws DinoException if there is no such set
   */
  public BitSet rows(String set) {
    BitSet rows = sets.get(set);
    if (rows == null) {
      throw new DinoException(
          "there is no set '%s': the plan has %s".formatted(set, String.join(", ", sets.keySet())));
    }
    return (BitSet) rows.clone();
  }

  /** Names of all sets, {@link #POOL} first. */
  public List<String> sets() {
    return List.copyOf(sets.keySet());
  }

  /** The set that a row belongs to. */
  public String setOf(int row) {
    return sets.entrySet().stream()
        .filter(set -> set.getValue().get(row))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** What tasks read of some rows: one for each range that has any of them. */
  public List<RangeRows> tasks(BitSet rows) {
    List<RangeRows> tasks = new ArrayList<>();
    for (RowRange range : ranges) {
      BitSet some = rows.get(range.first(), range.first() + range.rows());
      if (!some.isEmpty()) {
        tasks.add(new RangeRows(range, features, some.toLongArray()));
      }
    }
    return tasks;
  }

  /**
   * Makes sure that the files of the pool have a column of the user's own.
   *
   * @throws DinoException naming the file that lacks it
   */
  public void requireColumn(String column) {
    for (PoolFile file : files) {
      boolean isPool = sets.getOrDefault(POOL, new BitSet()).get(firstRow(file));
      if (isPool && !file.columns().contains(column)) {
        throw new DinoException(
            "%s has no column '%s'; it has %s"
                .formatted(PathText.text(file.path()), column, String.join(", ", file.columns())));
      }
    }
  }

  private int firstRow(PoolFile file) {
    FileName name = FileName.of(file.path());
    return ranges.stream()
        .filter(range -> range.file().equals(name))
        .mapToInt(RowRange::first)
        .findFirst()
        .orElse(0);
  }

  /** The files as a run that goes on must find them: names, sizes and rows, in one text. */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    sets.forEach(
        (name, rows) -> text.append("%s: %d images\n".formatted(name, rows.cardinality())));
    for (PoolFile file : files) {
      text.append(
          "%s: %d rows, %d bytes, model %s\n"
              .formatted(
                  PathText.text(file.path().toAbsolutePath()),
                  file.rows(),
                  file.bytes(),
                  file.weights()));
    }
    return text.toString();
  }
}
