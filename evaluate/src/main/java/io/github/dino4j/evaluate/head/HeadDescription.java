package io.github.dino4j.evaluate.head;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.model.Layers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a head is and what it stands on: {@code head.json}.
 *
 * @param task what it does, such as {@code classification}
 * @param classes their names in the order of the outputs; empty where there are none
 * @param backbone whose features it reads
 * @param layers after which blocks
 * @param transform how photos were brought to the model, in words
 * @param settings of the head's own, such as {@code max_depth}
 * @param training how it was trained, in words and numbers
 */
public record HeadDescription(
    Task task,
    List<String> classes,
    Backbone backbone,
    Layers layers,
    String transform,
    SequencedMap<String, String> settings,
    SequencedMap<String, String> training) {
  /** What heads do. */
  public enum Task {
    CLASSIFICATION,
    SEGMENTATION,
    DEPTH;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public HeadDescription {
    classes = List.copyOf(classes);
    settings = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(settings));
    training = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(training));
  }

  /**
   * @throws DinoException if the head belongs to other weights
   */
  public void require(Backbone other) {
    if (!backbone.hash().equals(other.hash())) {
      throw new DinoException(
          "the head was trained on %s, whose weights are others than those of %s; name that model with --model"
              .formatted(backbone.name(), other.name()));
    }
  }

  /**
   * @throws DinoException if the head is for another task, or belongs to other weights
   */
  public void require(Task wanted, Backbone other) {
    if (task != wanted) {
      throw new DinoException("a head for %s, not for %s".formatted(task.word(), wanted.word()));
    }
    require(other);
  }

  String json() {
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("name", backbone.name());
    of.put("hash", backbone.hash());
    of.put("dim", backbone.dim());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("task", task.word());
    root.put("classes", classes);
    root.put("backbone", of);
    root.put("layers", layers.blocks());
    root.put("normalized", layers.normalized());
    root.put("transform", transform);
    root.put("settings", settings);
    root.put("training", training);
    return Json.pretty(root);
  }

  /**
   * @throws DinoException if it is no description of a head
   */
  static HeadDescription parse(String json) {
    Map<String, Object> root = Json.object(json.getBytes(StandardCharsets.UTF_8));
    if (!(root.get("backbone") instanceof Map<?, ?> backbone)
        || !(root.get("layers") instanceof List<?> layers)
        || !(root.get("classes") instanceof List<?> classes)) {
      throw new DinoException("has no backbone, layers and classes");
    }
    List<Integer> blocks = new ArrayList<>();
    layers.forEach(block -> blocks.add(number(block)));
    return new HeadDescription(
        task(root.get("task")),
        classes.stream().map(String::valueOf).toList(),
        new Backbone(
            String.valueOf(backbone.get("name")),
            String.valueOf(backbone.get("hash")),
            number(backbone.get("dim"))),
        new Layers(blocks, Boolean.TRUE.equals(root.get("normalized"))),
        String.valueOf(root.get("transform")),
        words(root.get("settings")),
        words(root.get("training")));
  }

  private static Task task(@Nullable Object word) {
    for (Task task : Task.values()) {
      if (task.word().equals(word)) {
        return task;
      }
    }
    throw new DinoException("is a head for %s, which is no task of this version".formatted(word));
  }

  private static int number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.intValue();
    }
    throw new DinoException("has %s where a number belongs".formatted(value));
  }

  private static SequencedMap<String, String> words(@Nullable Object map) {
    SequencedMap<String, String> words = new LinkedHashMap<>();
    if (map instanceof Map<?, ?> entries) {
      entries.forEach((name, value) -> words.put(String.valueOf(name), String.valueOf(value)));
    }
    return words;
  }
}
