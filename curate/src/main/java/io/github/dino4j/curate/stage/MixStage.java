package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.sample.Mixture;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Mixes what several stages kept, and given sets, by weights.
 *
 * @param size images in all
 * @param sources the most important first: an image of several counts for the first
 */
public record MixStage(int size, List<Source> sources) implements Stage {
  private static final String NOT_CHOSEN = "not-chosen";

  private static final List<TableColumn> SCORES =
      List.of(TableColumn.nullable("source", Kind.TEXT));

  private static final List<@Nullable Object> NONE =
      Collections.unmodifiableList(Arrays.asList((Object) null));

  /**
   * What is mixed.
   *
   * @param name of a stage before, or of a set
   */
  public record Source(String name, double weight) {}

  public MixStage {
    sources = List.copyOf(sources);
  }

  @Override
  public String kind() {
    return "mix";
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("size", String.valueOf(size));
    sources.forEach(source -> settings.put("weight of " + source.name, "" + source.weight));
    return settings;
  }

  /** The rows of a source. */
  static BitSet rows(StageRun run, String source) {
    boolean isSet = run.pool().sets().contains(source) && !run.earlier().containsKey(source);
    return isSet ? run.pool().rows(source) : run.earlier(source).kept();
  }

  @Override
  public Result run(StageRun run) {
    List<Mixture.Source> mixed =
        sources.stream()
            .map(source ->
                new Mixture.Source(
                    source.name,
                    source.weight,
                    rows(run, source.name).stream().asLongStream().toArray()))
            .toList();
    Map<Integer, Decision> decisions = new HashMap<>();
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("asked_for", (long) size);
    long missing = 0;
    for (Mixture.Portion portion : new Mixture(run.seed()).mix(mixed, size)) {
      counters.put("from_" + portion.name(), (long) portion.ids().length);
      counters.put("missing_from_" + portion.name(), portion.missing());
      missing += portion.missing();
      for (long row : portion.ids()) {
        decisions.put((int) row, Decision.keep(Collections.singletonList(portion.name())));
      }
    }
    counters.put("missing", missing);
    Decided decided =
        run.decide(
            SCORES, rows -> SparseDecider.of(rows, decisions, Decision.drop(NOT_CHOSEN, NONE)));
    return new Result(decided, counters);
  }
}
