package io.github.dino4j.curate.plan;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.pool.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a pool of images.
 *
 * @param images folders, lists and shards that are embedded first; empty where there are feature
 *     files
 * @param model that embeds them; null for the usual one
 * @param sets feature files by the name of their set, {@link Pool#POOL} first
 * @param features the column with the vectors; empty for the only one, or {@code cls}
 * @param seed of all that is drawn
 * @param stages in their order
 * @param yaml the text of the plan, which the run's folder keeps
 */
public record Plan(
    List<String> images,
    @Nullable String model,
    SequencedMap<String, List<Path>> sets,
    String features,
    long seed,
    List<PlannedStage> stages,
    String yaml) {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .build();

  /**
   * Reads a plan.
   *
   * @throws DinoException if it cannot be read or is none, naming the key
   */
  public static Plan read(Path file) {
    try {
      return parse(PathText.text(file), Files.readString(file));
    } catch (IOException e) {
      throw new DinoException(
          "cannot read the plan %s: %s".formatted(PathText.text(file), IoReason.of(e)), e);
    }
  }

  /**
   * Reads the text of a plan.
   *
   * @param name of the text, for messages
   * @throws DinoException if it is no plan, naming the key
   */
  public static Plan parse(String name, String yaml) {
    Section plan = new Section(name, "", tree(name, yaml));
    List<String> images = plan.texts("images");
    String model = plan.text("model");
    SequencedMap<String, List<Path>> sets = new LinkedHashMap<>();
    sets.put(Pool.POOL, paths(plan.texts("pool")));
    Section named = plan.section("sets");
    for (String set : named.keys()) {
      if (set.equals(Pool.POOL)) {
        throw new DinoException(
            "%s: \"sets.pool\": that name is taken, choose another".formatted(name));
      }
      sets.put(set, paths(named.texts(set)));
    }
    String features = plan.textOr("features", "");
    long seed = plan.longer("seed", 0);
    List<JsonNode> items = plan.items("stages");
    plan.requireNoMore();
    if (images.isEmpty() == !plan.has("pool")) {
      throw new DinoException(
          "%s: name feature files as \"pool\", or \"images\" to embed, one of both"
              .formatted(name));
    }
    if (items.isEmpty()) {
      throw plan.wrong("stages", "list filter, dedup and the like");
    }
    List<PlannedStage> stages = new StageReader(name, new ArrayList<>(sets.keySet())).read(items);
    return new Plan(images, model, sets, features, seed, stages, yaml);
  }

  /**
   * A plan from its keys and values.
   *
   * @param name for messages
   */
  public static Plan of(String name, Map<String, Object> keys) {
    try {
      return parse(name, YAML.writeValueAsString(keys));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<Path> paths(List<String> names) {
    return names.stream().map(PathText::path).toList();
  }

  /** The plan with feature files in place of images, once these are embedded. */
  public Plan withPool(Path features) {
    SequencedMap<String, List<Path>> all = new LinkedHashMap<>(sets);
    all.put(Pool.POOL, List.of(features));
    return new Plan(List.of(), model, all, this.features, seed, stages, yaml);
  }

  private static JsonNode tree(String name, String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      throw new DinoException(
          "%s: not valid YAML at line %d, column %d: check indentation, quotes and repeated keys"
              .formatted(name, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr())),
          e);
    }
  }
}
