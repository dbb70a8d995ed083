package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.leak.Neighbourhood;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.product.NearestK;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for images that stand in a test set too or nearly, for images far from all others, and for
 * labels that near neighbours disagree with. All are noted; those of {@code drop} go.
 *
 * @param search the threshold of near-duplicates
 * @param tests names of the test sets; none for no leaks
 * @param outliers which part of the images, those farthest from their neighbours, is noted
 * @param labels a column of the feature files, or {@code folder}; null where there are none
 * @param drop reasons whose images go: leak, outlier, label
 */
public record LeaksStage(
    DuplicateSearch search,
    List<String> tests,
    double outliers,
    @Nullable String labels,
    List<String> drop)
    implements Stage {
  private static final String LEAK = "leak";
  private static final String OUTLIER = "outlier";
  private static final String LABEL = "label";

  /** All reasons there are. */
  public static final List<String> REASONS = List.of(LEAK, OUTLIER, LABEL);

  /** Neighbours that tell how far an image is from others, and what its label should be. */
  private static final int NEIGHBOURS = 10;

  /** Images that stand for all where neighbours are looked for. */
  private static final int SAMPLE = 100_000;

  /** Part of the neighbours that must agree on another label. */
  private static final double AGREEMENT = 0.7;

  private static final List<TableColumn> SCORES =
      List.of(
          TableColumn.nullable("nearest", Kind.TEXT),
          TableColumn.nullable("similarity", Kind.FLOAT),
          TableColumn.nullable("distance", Kind.FLOAT),
          TableColumn.nullable("label", Kind.TEXT),
          TableColumn.nullable("neighbour_label", Kind.TEXT),
          TableColumn.nullable("agreement", Kind.FLOAT));

  public LeaksStage {
    tests = List.copyOf(tests);
    drop = List.copyOf(drop);
  }

  @Override
  public String kind() {
    return "leaks";
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("threshold", search.threshold() == null ? "calibrated" : "" + search.threshold());
    settings.put("tests", String.join(", ", tests));
    settings.put("outliers", String.valueOf(outliers));
    settings.put("labels", labels == null ? "none" : labels);
    settings.put("drop", String.join(", ", drop));
    return settings;
  }

  @Override
  public Result run(StageRun run) {
    if (labels != null && !labels.equals("folder")) {
      run.pool().requireColumn(labels);
    }
    Columns columns = new Columns(run.in().stream().toArray());
    float threshold = tests.isEmpty() ? Float.NaN : search.threshold(run);
    findLeaks(run, columns);
    findNeighbours(run, columns);
    float farthest = columns.distanceOf(outliers);
    Decided decided =
        run.decide(
            SCORES,
            task -> {
              ArrayList<Decision> decisions = new ArrayList<>();
              for (int row : task.rows()) {
                decisions.add(decision(columns, columns.place(row), threshold, farthest));
              }
              return new ListDecider(decisions);
            });
    Map<String, Long> counters = new LinkedHashMap<>();
    decided.noted().forEach((reason, count) -> counters.put("noted_" + reason, count));
    return new Result(decided, counters, tests.isEmpty() ? Map.of() : search.found(threshold));
  }

  /** What is known of each image that comes in, by its place. */
  private static final class Columns {
    final int[] rows; // rising
    final String[] nearest;
    final float[] similarity;
    final float[] distance;
    final String[] label;
    final String[] neighbourLabel;
    final float[] agreement;

    Columns(int[] rows) {
      this.rows = rows;
      nearest = new String[rows.length];
      similarity = new float[rows.length];
      distance = new float[rows.length];
      label = new String[rows.length];
      neighbourLabel = new String[rows.length];
      agreement = new float[rows.length];
    }

    int place(int row) {
      return Arrays.binarySearch(rows, row);
    }

    /** The distance that so large a part of the images exceeds. */
    float distanceOf(double part) {
      float[] sorted = distance.clone();
      Arrays.sort(sorted);
      int some = (int) Math.round(part * sorted.length);
      return some == 0 ? Float.POSITIVE_INFINITY : sorted[sorted.length - some];
    }
  }

  private void findLeaks(StageRun run, Columns columns) {
    if (tests.isEmpty()) {
      return;
    }
    BitSet test = new BitSet();
    tests.forEach(set -> test.or(run.pool().rows(set)));
    Map<Integer, Integer> nearest = new HashMap<>();
    BitSet named = new BitSet();
    new NeighbourSearch(run)
        .search(
            run.in(),
            test,
            1,
            found -> {
              for (int i = 0; i < found.rows().length; i++) {
                int row = (int) found.nearest().ids(i)[0];
                nearest.put(found.rows()[i], row);
                named.set(row);
                columns.similarity[columns.place(found.rows()[i])] = found.nearest().scores(i)[0];
              }
            });
    Map<Integer, String> ids = new HashMap<>();
    new Gathering(run)
        .entries("naming", named, List.of())
        .forEach(entry -> ids.put(entry.row(), entry.id()));
    nearest.forEach((row, its) -> columns.nearest[columns.place(row)] = ids.getOrDefault(its, ""));
  }

  private void findNeighbours(StageRun run, Columns columns) {
    BitSet sample = Gathering.sample(run.in(), SAMPLE, run.seed());
    Map<Integer, Integer> labelOf = new HashMap<>();
    List<String> names = new ArrayList<>();
    readLabels(run, columns, labelOf, names);
    new NeighbourSearch(run)
        .search(
            run.in(),
            sample,
            NEIGHBOURS,
            found -> {
              long[] ids = Arrays.stream(found.rows()).asLongStream().toArray();
              NearestK nearest = found.nearest();
              Neighbourhood neighbourhood = new Neighbourhood(ids, nearest);
              double[] distances = neighbourhood.distances();
              for (int i = 0; i < ids.length; i++) {
                columns.distance[columns.place((int) ids[i])] = (float) distances[i];
              }
              neighbourhood
                  .doubts(id -> labelOf.getOrDefault((int) id, -1), AGREEMENT)
                  .forEach(doubt -> {
                    int place = columns.place((int) doubt.id());
                    columns.neighbourLabel[place] = names.get(doubt.expected());
                    columns.agreement[place] = (float) doubt.agreeing();
                  });
            });
  }

  private void readLabels(
      StageRun run, Columns columns, Map<Integer, Integer> labelOf, List<String> names) {
    if (labels == null) {
      return;
    }
    Map<String, Integer> numbers = new HashMap<>();
    boolean byFolder = labels.equals("folder");
    for (PoolEntry entry :
        new Gathering(run).entries("reading", run.in(), byFolder ? List.of() : List.of(labels))) {
      String label = byFolder ? entry.folder() : entry.columns().getFirst();
      if (label != null && !label.isEmpty()) {
        int number =
            numbers.computeIfAbsent(
                label,
                its -> {
                  names.add(its);
                  return names.size() - 1;
                });
        labelOf.put(entry.row(), number);
        columns.label[columns.place(entry.row())] = names.get(number);
      }
    }
  }

  private Decision decision(Columns columns, int place, float threshold, float farthest) {
    boolean leaks = !tests.isEmpty() && columns.similarity[place] >= threshold;
    boolean doubted = columns.neighbourLabel[place] != null;
    String reason =
        leaks ? LEAK : columns.distance[place] >= farthest ? OUTLIER : doubted ? LABEL : null;
    List<@Nullable Object> scores =
        Arrays.asList(
            columns.nearest[place],
            tests.isEmpty() ? null : columns.similarity[place],
            columns.distance[place],
            columns.label[place],
            columns.neighbourLabel[place],
            doubted ? columns.agreement[place] : null);
    return new Decision(reason == null || !drop.contains(reason), reason, scores);
  }
}
