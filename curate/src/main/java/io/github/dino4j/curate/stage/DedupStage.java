package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.ConstantWord;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.CompleteLinkage;
import io.github.dino4j.curate.dedup.ComponentSpread;
import io.github.dino4j.curate.dedup.DedupOptions;
import io.github.dino4j.curate.dedup.Edges;
import io.github.dino4j.curate.dedup.Keep;
import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.folder.GroupRow;
import io.github.dino4j.curate.kmeans.Clusters;
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
 * Takes out near-duplicates within the pool: of each group one image stays.
 *
 * @param search how they are looked for
 * @param rule which image of a group stays
 */
public record DedupStage(DuplicateSearch search, Rule rule) implements Stage {
  private static final String DUPLICATE = "duplicate";

  private static final List<TableColumn> SCORES =
      List.of(
          TableColumn.nullable("group", Kind.LONG),
          TableColumn.nullable("kept", Kind.TEXT),
          TableColumn.nullable("similarity", Kind.FLOAT));

  /**
   * Which image of a group stays.
   *
   * @param keep the rule
   * @param quality the column of the feature files that tells the best; null for the number of
   *     pixels
   * @param strict whether groups are split until all pairs in them are near-duplicates
   */
  public record Rule(Keep keep, @Nullable String quality, boolean strict) implements Serializable {}

  @Override
  public String kind() {
    return "dedup";
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = search.settings();
    settings.put("keep", ConstantWord.of(rule.keep));
    settings.put("quality", rule.quality == null ? "pixels" : rule.quality);
    settings.put("strict", String.valueOf(rule.strict));
    return settings;
  }

  @Override
  public Result run(StageRun run) {
    if (rule.quality != null) {
      run.pool().requireColumn(rule.quality);
    }
    float threshold = search.threshold(run);
    DedupOptions options = search.options(threshold, run.seed());
    CandidateSearch.Found found = new CandidateSearch(run, options, search.half()).search(run.in());
    BitSet grouped = grouped(found.label(), run.in());
    Rule its = rule;
    List<Reviewed> reviewed =
        new GroupReview(run, rule.quality == null ? List.of() : List.of(rule.quality))
            .review(found.label(), grouped, group -> review(group, its, options));
    List<GroupRow> groups = groups(reviewed, found, rule.strict);
    GroupRow.write(run.folder().groups(), groups);
    Map<Integer, Decision> decisions = decisions(reviewed);
    Decided decided =
        run.decide(SCORES, rows -> SparseDecider.of(rows, decisions, Decision.keep(NONE)));
    Map<String, Long> counters = new LinkedHashMap<>(found.counters());
    counters.put("groups", (long) groups.size());
    counters.put("largest_group", groups.stream().mapToLong(GroupRow::size).max().orElse(0));
    return new Result(decided, counters, search.found(threshold));
  }

  private static final List<@Nullable Object> NONE =
      Collections.unmodifiableList(Arrays.asList(null, null, null));

  private static BitSet grouped(int[] label, BitSet rows) {
    BitSet grouped = new BitSet();
    rows.stream()
        .filter(row -> label[row] != row)
        .forEach(row -> {
          grouped.set(row);
          grouped.set(label[row]);
        });
    return grouped;
  }

  /**
   * A group, or in the stricter mode those that it was split into, images alone left out.
   *
   * @param rows of the members
   * @param group the least row of the group of each
   */
  private record Reviewed(
      int label,
      int[] rows,
      long[] group,
      String[] kept,
      float[] similarity,
      ArrayList<GroupRow> groups)
      implements Serializable {}

  private static Reviewed review(GroupReview.Group group, Rule rule, DedupOptions options) {
    int[] labels =
        rule.strict
            ? new CompleteLinkage(options.threshold(), options.seed()).split(group.vectors())
            : new int[group.entries().size()];
    int size = labels.length;
    Reviewed reviewed =
        new Reviewed(
            group.label(),
            group.entries().stream().mapToInt(PoolEntry::row).toArray(),
            new long[size],
            new String[size],
            new float[size],
            new ArrayList<>());
    Arrays.fill(reviewed.group, -1);
    for (int[] members : Clusters.members(labels, size)) {
      if (members.length > 1) {
        review(group, members, reviewed, rule, options);
      }
    }
    return reviewed;
  }

  private static void review(
      GroupReview.Group group, int[] members, Reviewed reviewed, Rule rule, DedupOptions options) {
    VectorBlock vectors = group.vectors().select(members);
    List<PoolEntry> entries = Arrays.stream(members).mapToObj(group.entries()::get).toList();
    long[] ids = entries.stream().mapToLong(PoolEntry::row).toArray();
    double[] quality = entries.stream().mapToDouble(entry -> quality(entry, rule)).toArray();
    int kept = rule.keep.choose(new Keep.Group(ids, vectors, quality), options.seed());
    String keptId = entries.get(kept).id();
    for (int i = 0; i < members.length; i++) {
      reviewed.group[members[i]] = ids[0];
      reviewed.kept[members[i]] = keptId;
      reviewed.similarity[members[i]] = (float) vectors.dot(kept, vectors, i);
    }
    reviewed.similarity[members[kept]] = Float.NaN; // it is the one that stays
    float least =
        ComponentSpread.measure(vectors, options.threshold(), options.seed()).leastSimilarity();
    reviewed.groups.add(new GroupRow(ids[0], members.length, least, least, keptId));
  }

  private static double quality(PoolEntry entry, Rule rule) {
    if (rule.quality == null) {
      return (double) entry.width() * entry.height();
    }
    Double quality = entry.number(0);
    return quality == null ? Double.NEGATIVE_INFINITY : quality;
  }

  /** Groups hang together by the pairs of the forest; where they were split, by all pairs. */
  private static List<GroupRow> groups(
      List<Reviewed> reviewed, CandidateSearch.Found found, boolean strict) {
    Map<Integer, Float> least = new HashMap<>();
    Edges forest = found.forest();
    for (int i = 0; i < forest.size(); i++) {
      least.merge(found.label()[forest.first(i)], forest.similarity(i), Math::min);
    }
    List<GroupRow> groups = new ArrayList<>();
    for (Reviewed its : reviewed) {
      for (GroupRow row : its.groups) {
        float holding = least.getOrDefault(its.label, row.diameter());
        groups.add(
            strict
                ? row
                : new GroupRow(row.group(), row.size(), holding, row.diameter(), row.kept()));
      }
    }
    return groups;
  }

  private static Map<Integer, Decision> decisions(List<Reviewed> reviewed) {
    Map<Integer, Decision> decisions = new HashMap<>();
    for (Reviewed its : reviewed) {
      for (int i = 0; i < its.rows.length; i++) {
        if (its.group[i] >= 0) {
          boolean stays = Float.isNaN(its.similarity[i]);
          List<@Nullable Object> scores =
              Arrays.asList(its.group[i], its.kept[i], stays ? 1f : its.similarity[i]);
          decisions.put(
              its.rows[i], stays ? Decision.keep(scores) : Decision.drop(DUPLICATE, scores));
        }
      }
    }
    return decisions;
  }
}
