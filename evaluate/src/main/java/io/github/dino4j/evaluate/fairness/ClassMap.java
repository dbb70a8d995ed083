package io.github.dino4j.evaluate.fairness;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Classes of a classifier under other names: concepts of a data set, categories of labels. A class
 * may belong under several names, and a name hold several classes.
 *
 * @param classes by name, in the order of the file
 */
public record ClassMap(SequencedMap<String, Set<String>> classes) {
  public ClassMap {
    SequencedMap<String, Set<String>> copy = new LinkedHashMap<>();
    classes.forEach(
        (name, each) -> copy.put(name, Collections.unmodifiableSet(new LinkedHashSet<>(each))));
    classes = Collections.unmodifiableSequencedMap(copy);
  }

  /**
   * Reads a JSON file, {@code {"NAME": ["class", ...], ...}}.
   *
   * @throws DinoException if it cannot be read or is something else
   */
  public static ClassMap read(Path file) {
    try {
      SequencedMap<String, Set<String>> classes = new LinkedHashMap<>();
      Json.object(Files.readAllBytes(file))
          .forEach((name, list) -> classes.put(name, names(name, list)));
      return new ClassMap(classes);
    } catch (IOException e) {
      throw new DinoException("%s cannot be read: %s".formatted(file, IoReason.of(e)), e);
    } catch (DinoException e) {
      throw new DinoException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Set<String> names(String name, Object list) {
    if (!(list instanceof List<?> items)) {
      throw new DinoException("%s has no list of classes".formatted(name));
    }
    List<String> names = new ArrayList<>();
    items.forEach(item -> names.add(String.valueOf(item)));
    return new LinkedHashSet<>(names);
  }

  /** Whether a class belongs under a name. */
  boolean holds(String name, String of) {
    return classes.getOrDefault(name, Set.of()).contains(of);
  }
}
