package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.dedup.Components;
import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.io.Serializable;
import java.util.ArrayList;
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
 * Takes out images that are near-duplicates of images of other sets, such as those that models are
 * evaluated on, and all that hang together with them.
 *
 * @param search how they are looked for
 * @param sets names of the other sets
 */
public record AgainstStage(DuplicateSearch search, List<String> sets) implements Stage {
  private static final String LEAK = "leak";

  private static final List<TableColumn> SCORES =
      List.of(
          TableColumn.nullable("set", Kind.TEXT),
          TableColumn.nullable("nearest", Kind.TEXT),
          TableColumn.nullable("similarity", Kind.FLOAT));

  private static final List<@Nullable Object> NONE =
      Collections.unmodifiableList(Arrays.asList(null, null, null));

  public AgainstStage {
    sets = List.copyOf(sets);
  }

  @Override
  public String kind() {
    return "against";
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = search.settings();
    settings.put("sets", String.join(", ", sets));
    return settings;
  }

  @Override
  public Result run(StageRun run) {
    BitSet others = new BitSet();
    sets.forEach(set -> others.or(run.pool().rows(set)));
    float threshold = search.threshold(run);
    BitSet both = (BitSet) others.clone();
    both.or(run.in());
    CandidateSearch.Found found =
        new CandidateSearch(run, search.options(threshold, run.seed()), search.half()).search(both);
    Components components = new Components(found.label());
    BitSet touched = components.touching(others);
    touched.and(components.touching(run.in()));
    touched.and(both);
    HashMap<String, BitSet> rowsOfSets = new LinkedHashMap<>();
    sets.forEach(set -> rowsOfSets.put(set, run.pool().rows(set)));
    Map<Integer, Decision> decisions = new HashMap<>();
    List<Near> nears =
        new GroupReview(run, List.of())
            .review(found.label(), touched, group -> review(group, rowsOfSets));
    for (Near near : nears) {
      for (int i = 0; i < near.rows.size(); i++) {
        decisions.put(
            near.rows.get(i),
            Decision.drop(
                LEAK,
                Arrays.asList(near.sets.get(i), near.nearest.get(i), near.similarity.get(i))));
      }
    }
    Decided decided =
        run.decide(SCORES, rows -> SparseDecider.of(rows, decisions, Decision.keep(NONE)));
    return new Result(decided, found.counters(), search.found(threshold));
  }

  /** The images of a group that are of no other set, each with the most similar one that is. */
  private record Near(
      ArrayList<Integer> rows,
      ArrayList<String> sets,
      ArrayList<String> nearest,
      ArrayList<Float> similarity)
      implements Serializable {}

  private static Near review(GroupReview.Group group, HashMap<String, BitSet> rowsOfSets) {
    Near near =
        new Near(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<PoolEntry> members = group.entries();
    List<@Nullable String> setOf = new ArrayList<>();
    members.forEach(member -> setOf.add(setOf(member.row(), rowsOfSets)));
    for (int i = 0; i < members.size(); i++) {
      if (setOf.get(i) != null) {
        continue;
      }
      int nearest = -1;
      double best = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < members.size(); j++) {
        double cosine = setOf.get(j) == null ? best : group.vectors().dot(i, group.vectors(), j);
        if (setOf.get(j) != null && cosine > best) {
          best = cosine;
          nearest = j;
        }
      }
      near.rows.add(members.get(i).row());
      near.sets.add(String.valueOf(setOf.get(nearest)));
      near.nearest.add(members.get(nearest).id());
      near.similarity.add((float) best);
    }
    return near;
  }

  private static @Nullable String setOf(int row, Map<String, BitSet> rowsOfSets) {
    for (Map.Entry<String, BitSet> set : rowsOfSets.entrySet()) {
      if (set.getValue().get(row)) {
        return set.getKey();
      }
    }
    return null;
  }
}
