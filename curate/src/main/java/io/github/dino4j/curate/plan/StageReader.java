package io.github.dino4j.curate.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.dino4j.DinoException;
import io.github.dino4j.curate.dedup.Keep;
import io.github.dino4j.curate.filter.Thresholds;
import io.github.dino4j.curate.kmeans.Metric;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.sample.Pick;
import io.github.dino4j.curate.stage.AgainstStage;
import io.github.dino4j.curate.stage.ClusterStage;
import io.github.dino4j.curate.stage.DedupStage;
import io.github.dino4j.curate.stage.DuplicateSearch;
import io.github.dino4j.curate.stage.FilterStage;
import io.github.dino4j.curate.stage.LeaksStage;
import io.github.dino4j.curate.stage.MixStage;
import io.github.dino4j.curate.stage.RetrieveStage;
import io.github.dino4j.curate.stage.RetrieveStage.SeedSet;
import io.github.dino4j.curate.stage.SampleStage;
import io.github.dino4j.curate.stage.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the list of stages of a plan. */
final class StageReader {
  private static final Set<String> KINDS =
      Set.of("filter", "dedup", "against", "retrieve", "cluster", "sample", "mix", "leaks");

  private final String file;
  private final List<String> sets;
  private final List<PlannedStage> stages = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /**
   * @param sets names of all sets, the pool's too
   */
  StageReader(String file, List<String> sets) {
    this.file = file;
    this.sets = sets;
    names.addAll(sets);
  }

  List<PlannedStage> read(List<JsonNode> items) {
    for (JsonNode item : items) {
      Map.Entry<String, JsonNode> stage = entry(item);
      read(stage.getKey(), stage.getValue());
    }
    return List.copyOf(stages);
  }

  /** A stage is its kind, or its kind with its settings below. */
  private Map.Entry<String, JsonNode> entry(JsonNode item) {
    if (item.isTextual()) {
      return Map.entry(item.asText(), NullNode.getInstance());
    }
    if (item.isObject() && item.size() == 1) {
      return item.properties().iterator().next();
    }
    throw new DinoException(
        "%s: \"stages\" has %s: write \"- dedup\", or \"- dedup:\" with its settings below"
            .formatted(file, item));
  }

  private void read(String kind, JsonNode node) {
    if (!KINDS.contains(kind)) {
      throw new DinoException(
          "%s: there is no stage \"%s\"; there are %s"
              .formatted(file, kind, String.join(", ", KINDS.stream().sorted().toList())));
    }
    Section section = new Section(file, kind, node);
    String name = section.textOr("name", unused(kind));
    String last = stages.isEmpty() ? Pool.POOL : stages.getLast().name();
    String from = kind.equals("mix") ? "" : from(section, last);
    if (kind.equals("sample") && needsClusters(section)) {
      Stage cluster = cluster(section);
      String its = unused("cluster");
      add(its, from, cluster);
      add(name, its, sample(section));
    } else {
      add(name, from, stage(kind, section));
    }
    section.requireNoMore();
  }

  private String from(Section section, String last) {
    String from = section.textOr("from", last);
    boolean isKnown =
        from.equals(Pool.POOL) || stages.stream().anyMatch(stage -> stage.name().equals(from));
    if (!isKnown) {
      throw section.wrong("from", "name a stage before it, or pool");
    }
    return from;
  }

  private String unused(String kind) {
    String name = kind;
    for (int i = 2; names.contains(name); i++) {
      name = kind + "-" + i;
    }
    return name;
  }

  private void add(String name, String from, Stage stage) {
    if (!names.add(name)) {
      throw new DinoException(
          "%s: two stages or sets are named \"%s\": give one another \"name\""
              .formatted(file, name));
    }
    stages.add(new PlannedStage(stages.size() + 1, name, from, stage));
  }

  private Stage stage(String kind, Section section) {
    return switch (kind) {
      case "filter" -> filter(section);
      case "dedup" -> dedup(section);
      case "against" -> new AgainstStage(search(section), setsOf(section, "sets"));
      case "retrieve" -> retrieve(section);
      case "cluster" -> cluster(section);
      case "sample" -> sample(section);
      case "mix" -> mix(section);
      default -> leaks(section);
    };
  }

  private static FilterStage filter(Section section) {
    Thresholds usual = Thresholds.DEFAULT;
    Thresholds thresholds =
        new Thresholds(
            section.whole("shorter_side", 0, usual.shorterSide()),
            section.number("ratio", usual.ratio()),
            section.number("dark", usual.dark()),
            section.number("bright", usual.bright()),
            section.number("sharpness", usual.sharpness()),
            section.number("contrast", usual.contrast()));
    List<FilterStage.ScoreLimit> scores = new ArrayList<>();
    section
        .section("scores")
        .sections()
        .forEach((column, limits) -> {
          scores.add(
              new FilterStage.ScoreLimit(
                  column,
                  limits.number("above", Double.POSITIVE_INFINITY),
                  limits.number("below", Double.NEGATIVE_INFINITY)));
          limits.requireNoMore();
        });
    return new FilterStage(thresholds, section.flag("images", true), scores);
  }

  private static DuplicateSearch search(Section section) {
    DuplicateSearch usual = DuplicateSearch.of(null);
    return new DuplicateSearch(
        section.has("threshold") ? (Float) (float) section.number("threshold", 0) : null,
        section.whole("list_size", 1, usual.listSize()),
        section.whole("probes", 1, usual.probes()),
        section.flag("half", false));
  }

  private static DedupStage dedup(Section section) {
    return new DedupStage(
        search(section),
        new DedupStage.Rule(
            section.word("keep", Keep.BEST_QUALITY),
            section.text("quality"),
            section.flag("strict", false)));
  }

  private List<String> setsOf(Section section, String key) {
    List<String> named = section.texts(key);
    for (String set : named) {
      if (!sets.contains(set) || set.equals(Pool.POOL)) {
        throw section.wrong(key, "name sets of the plan: " + otherSets());
      }
    }
    if (named.isEmpty()) {
      throw section.wrong(key, "name sets of the plan: " + otherSets());
    }
    return named;
  }

  private String otherSets() {
    List<String> others = sets.stream().filter(set -> !set.equals(Pool.POOL)).toList();
    return others.isEmpty() ? "it has none, list them under \"sets\"" : String.join(", ", others);
  }

  private RetrieveStage retrieve(Section section) {
    List<SeedSet> seeds = new ArrayList<>();
    Section named = section.section("seeds");
    for (Map.Entry<String, Section> seed : named.sections().entrySet()) {
      if (!sets.contains(seed.getKey())) {
        throw section.wrong("seeds", "name sets of the plan: " + otherSets());
      }
      Section its = seed.getValue();
      int cap = its.whole("cap", 1, Integer.MAX_VALUE);
      seeds.add(
          its.has("clusters")
              ? new SeedSet.ByClusters(
                  seed.getKey(),
                  its.whole("clusters", 1),
                  its.whole("more_than", 0, 3),
                  its.whole("each", 1, 10_000),
                  cap)
              : new SeedSet.ByNeighbours(seed.getKey(), its.whole("nearest", 1, 4), cap));
      its.requireNoMore();
    }
    if (seeds.isEmpty()) {
      throw section.wrong("seeds", "name sets of the plan: " + otherSets());
    }
    return new RetrieveStage(seeds);
  }

  private static ClusterStage cluster(Section section) {
    return new ClusterStage(
        section.wholes("levels"),
        section.whole("resamplings", 0, 10),
        section.word("metric", Metric.SPHERICAL),
        section.whole("iterations", 1, 50));
  }

  /** Without clusters before it, or with levels of its own, sampling clusters first. */
  private boolean needsClusters(Section section) {
    return !section.has("clusters")
        && (section.has("levels")
            || stages.stream().noneMatch(stage -> stage.stage() instanceof ClusterStage));
  }

  private static SampleStage sample(Section section) {
    Section cap = section.section("cap");
    SampleStage.Cap its =
        section.has("cap")
            ? new SampleStage.Cap(cap.textOr("by", "folder"), cap.whole("most", 1))
            : null;
    cap.requireNoMore();
    return new SampleStage(
        section.text("clusters"), section.whole("size", 1), section.word("pick", Pick.RANDOM), its);
  }

  private MixStage mix(Section section) {
    List<MixStage.Source> sources = new ArrayList<>();
    Section named = section.section("sources");
    for (String source : named.keys()) {
      if (!names.contains(source)) {
        throw section.wrong("sources", "name stages before it, or sets of the plan, with weights");
      }
      sources.add(new MixStage.Source(source, named.number(source, 1)));
    }
    if (sources.isEmpty()) {
      throw section.wrong("sources", "name stages before it, or sets of the plan, with weights");
    }
    return new MixStage(section.whole("size", 1), sources);
  }

  private LeaksStage leaks(Section section) {
    List<String> drop =
        section.has("drop") ? section.texts("drop") : LeaksStage.REASONS.subList(0, 1);
    if (!LeaksStage.REASONS.containsAll(drop)) {
      throw section.wrong("drop", "choose of " + String.join(", ", LeaksStage.REASONS));
    }
    double outliers = section.number("outliers", 0.001);
    if (!(outliers >= 0 && outliers <= 1)) {
      throw section.wrong("outliers", "it must be a part from 0 to 1");
    }
    return new LeaksStage(
        search(section),
        section.has("tests") ? setsOf(section, "tests") : List.of(),
        outliers,
        section.text("labels"),
        drop);
  }
}
