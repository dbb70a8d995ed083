package io.github.dino4j.curate.folder;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a stage came to; {@code stage.json}, written last, says that it is done.
 *
 * @param kind filter, dedup, ...
 * @param name of the stage in the plan; its kind, if it has none of its own
 * @param from name of the stage whose images it took, or {@code pool}
 * @param in images that came in
 * @param kept images that stay
 * @param dropped images that went, by reason; with those that stay they are those that came in
 * @param settings what decided it, the defaults too
 * @param counters what it took and found: comparisons, pairs, groups, how many were missing
 * @param model hash of the model whose features were compared; empty where none is known
 */
public record StageSummary(
    String kind,
    String name,
    String from,
    long in,
    long kept,
    Map<String, Long> dropped,
    Map<String, String> settings,
    Map<String, Long> counters,
    String model) {
  /**
   * @throws IllegalArgumentException if the numbers do not add up
   */
  public StageSummary {
    dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    long gone = dropped.values().stream().mapToLong(Long::longValue).sum();
    if (in != kept + gone) {
      throw new IllegalArgumentException(
          "%s: %d came in, %d stay and %d go".formatted(name, in, kept, gone));
    }
  }

  void write(Path file) {
    SequencedMap<String, Object> json = new LinkedHashMap<>();
    json.put("kind", kind);
    json.put("name", name);
    json.put("from", from);
    json.put("in", in);
    json.put("kept", kept);
    json.put("dropped", dropped);
    json.put("settings", settings);
    json.put("counters", counters);
    json.put("model", model);
    WholeFile.writeText(file, Json.pretty(json));
  }

  static StageSummary read(Path file) {
    try {
      Map<String, Object> json = Json.object(Files.readAllBytes(file));
      return new StageSummary(
          String.valueOf(json.get("kind")),
          String.valueOf(json.get("name")),
          String.valueOf(json.get("from")),
          json.get("in") instanceof Long in ? in : -1,
          json.get("kept") instanceof Long kept ? kept : -1,
          numbers(json.get("dropped")),
          texts(json.get("settings")),
          numbers(json.get("counters")),
          String.valueOf(json.get("model")));
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(file), IoReason.of(e)), e);
    } catch (IllegalArgumentException | DinoException e) {
      throw new DinoException(
          "%s is damaged: remove its folder, and the stage is done anew"
              .formatted(PathText.text(file)),
          e);
    }
  }

  private static Map<String, Long> numbers(@Nullable Object json) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (value instanceof Long number) {
          numbers.put(String.valueOf(key), number);
        }
      });
    }
    return numbers;
  }

  private static Map<String, String> texts(@Nullable Object json) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> map) {
      map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
    }
    return texts;
  }
}
