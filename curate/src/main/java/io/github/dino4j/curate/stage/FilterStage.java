package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.ConstantWord;
import io.github.dino4j.curate.filter.ImageMeasures;
import io.github.dino4j.curate.filter.Reason;
import io.github.dino4j.curate.filter.Thresholds;
import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes out images that are poor by themselves: unreadable, tiny, of an extreme shape, dark,
 * bright, blurred, of one colour; those whose features are not finite; and those that a score of
 * the user's own is against.
 *
 * @param thresholds of the measures
 * @param images whether images are read; otherwise only sizes that the feature files have are
 *     looked at
 * @param scores columns of the feature files
 */
public record FilterStage(Thresholds thresholds, boolean images, List<ScoreLimit> scores)
    implements Stage {
  /** Reason of images whose features are not finite. */
  private static final String INVALID = "invalid";

  private static final List<TableColumn> MEASURES =
      List.of(
          TableColumn.nullable("width", Kind.INT),
          TableColumn.nullable("height", Kind.INT),
          TableColumn.nullable("brightness", Kind.FLOAT),
          TableColumn.nullable("dark", Kind.FLOAT),
          TableColumn.nullable("bright", Kind.FLOAT),
          TableColumn.nullable("sharpness", Kind.FLOAT),
          TableColumn.nullable("contrast", Kind.FLOAT),
          TableColumn.nullable("colourfulness", Kind.FLOAT));

  public FilterStage {
    scores = List.copyOf(scores);
  }

  /**
   * A score of the user's own, such as one of a classifier. Images without one stay.
   *
   * @param column of the feature files
   * @param above images with more than this go; infinite for none
   * @param below images with less than this go; negative infinite for none
   */
  public record ScoreLimit(String column, double above, double below) implements Serializable {
    boolean drops(@Nullable Double score) {
      return score != null && (score > above || score < below);
    }
  }

  @Override
  public String kind() {
    return "filter";
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("shorter_side", String.valueOf(thresholds.shorterSide()));
    settings.put("ratio", String.valueOf(thresholds.ratio()));
    settings.put("dark", String.valueOf(thresholds.dark()));
    settings.put("bright", String.valueOf(thresholds.bright()));
    settings.put("sharpness", String.valueOf(thresholds.sharpness()));
    settings.put("contrast", String.valueOf(thresholds.contrast()));
    settings.put("images", String.valueOf(images));
    for (ScoreLimit score : scores) {
      settings.put(
          "score " + score.column, "above %s, below %s".formatted(score.above, score.below));
    }
    return settings;
  }

  @Override
  public Result run(StageRun run) {
    scores.forEach(score -> run.pool().requireColumn(score.column));
    List<TableColumn> columns = new ArrayList<>(MEASURES);
    scores.stream()
        .map(score -> TableColumn.nullable(score.column, Kind.DOUBLE))
        .forEach(columns::add);
    Decider decider = new Decider(thresholds, images, new ArrayList<>(scores));
    return new Result(run.decide(columns, _ -> decider), Map.of());
  }

  private record Decider(Thresholds thresholds, boolean images, ArrayList<ScoreLimit> scores)
      implements Part.Decider {
    @Override
    public List<String> columns() {
      return scores.stream().map(ScoreLimit::column).toList();
    }

    @Override
    public List<Decision> decide(RangeRows rows, List<PoolEntry> entries) {
      BitSet invalid = rows.invalid();
      List<@Nullable ImageMeasures> measures =
          images ? new PoolImages(entries).map(ImageMeasures::of) : List.of();
      return IntStream.range(0, entries.size())
          .mapToObj(i -> decide(entries.get(i), invalid.get(i), images ? measures.get(i) : null))
          .toList();
    }

    private Decision decide(PoolEntry entry, boolean invalid, @Nullable ImageMeasures measures) {
      List<@Nullable Object> columns = new ArrayList<>();
      addMeasures(columns, entry, measures);
      String reason = invalid ? INVALID : reason(entry, measures);
      for (int i = 0; i < scores.size(); i++) {
        Double score = entry.number(i);
        columns.add(score);
        if (reason == null && scores.get(i).drops(score)) {
          reason = scores.get(i).column();
        }
      }
      return reason == null ? Decision.keep(columns) : Decision.drop(reason, columns);
    }

    private static void addMeasures(
        List<@Nullable Object> columns, PoolEntry entry, @Nullable ImageMeasures measures) {
      if (measures == null) {
        columns.add(entry.width() > 0 ? entry.width() : null);
        columns.add(entry.height() > 0 ? entry.height() : null);
        for (int i = columns.size(); i < MEASURES.size(); i++) {
          columns.add(null);
        }
      } else {
        columns.add(measures.width());
        columns.add(measures.height());
        columns.add((float) measures.brightness());
        columns.add((float) measures.dark());
        columns.add((float) measures.bright());
        columns.add((float) measures.sharpness());
        columns.add((float) measures.contrast());
        columns.add((float) measures.colourfulness());
      }
    }

    private @Nullable String reason(PoolEntry entry, @Nullable ImageMeasures measures) {
      if (measures == null) {
        return images ? ConstantWord.of(Reason.UNREADABLE) : ofSize(entry);
      }
      return first(thresholds.reasons(measures));
    }

    /** By the size alone, where the feature file has one. */
    private @Nullable String ofSize(PoolEntry entry) {
      return entry.width() > 0 && entry.height() > 0
          ? first(thresholds.reasons(entry.width(), entry.height()))
          : null;
    }

    private static @Nullable String first(Set<Reason> reasons) {
      return reasons.stream().findFirst().map(ConstantWord::of).orElse(null);
    }
  }
}
