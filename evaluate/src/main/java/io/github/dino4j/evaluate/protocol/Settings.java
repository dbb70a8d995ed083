package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.evaluate.head.HeadFiles;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/** {@code key=value} settings of a protocol: its defaults, and what a user laid over them. */
public final class Settings {
  private final List<Setting> known;
  private final SequencedMap<String, String> values;
  private final Set<String> given;

  private Settings(List<Setting> known, SequencedMap<String, String> values, Set<String> given) {
    this.known = known;
    this.values = values;
    this.given = given;
  }

  /** All at their defaults. */
  public static Settings of(Setting... known) {
    return of(List.of(known));
  }

  /** All at their defaults. */
  public static Settings of(List<Setting> known) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    known.forEach(each -> values.put(each.key(), each.standard()));
    return new Settings(known, values, Set.of());
  }

  /** What can be told. */
  public List<Setting> known() {
    return known;
  }

  /**
   * The same with some of them replaced.
   *
   * @param given such as {@code k=20}
   * @throws DinoException if one has no {@code =}, or there is no such key
   */
  public Settings with(List<String> given) {
    SequencedMap<String, String> all = new LinkedHashMap<>(values);
    Set<String> keys = new HashSet<>(this.given);
    for (String each : given) {
      int equals = each.indexOf('=');
      String key = equals < 0 ? each : each.substring(0, equals);
      if (equals < 0 || !all.containsKey(key)) {
        throw new DinoException(
            "%s: settings are key=value, with the keys %s".formatted(each, keys()));
      }
      all.put(key, each.substring(equals + 1));
      keys.add(key);
    }
    return new Settings(known, all, keys);
  }

  /**
   * Makes sure that what is named by a setting exists.
   *
   * @throws DinoException if a file or folder does not
   */
  void requireFiles() {
    for (Setting each : known) {
      String value = text(each.key());
      if (!value.isEmpty()) {
        require(each, value);
      }
    }
  }

  private static void require(Setting setting, String value) {
    switch (setting.kind()) {
      case VALUE -> {}
      case HEAD -> HeadFiles.require(value);
      case PATH -> {
        if (!Files.exists(PathText.path(value))) {
          throw new DinoException("%s=%s: no such file or folder".formatted(setting.key(), value));
        }
      }
    }
  }

  /** Whether the user gave it, rather than the defaults. */
  public boolean isGiven(String key) {
    return given.contains(key);
  }

  private String keys() {
    return String.join(", ", values.keySet());
  }

  /** All of them, in the order of the defaults. */
  public SequencedMap<String, String> values() {
    return Collections.unmodifiableSequencedMap(values);
  }

  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key);
    }
    return value;
  }

  /** A value that not every protocol has: empty where this one has no such setting. */
  String optional(String key) {
    return values.getOrDefault(key, "");
  }

  /**
   * @throws DinoException if it is no whole number of at least {@code least}
   */
  public int integer(String key, int least) {
    return number(key, text(key), value -> atLeast(Integer.parseInt(value), least));
  }

  /**
   * Numbers that commas separate.
   *
   * @throws DinoException if there is none, or one is no whole number of at least {@code least}
   */
  public List<Integer> integers(String key, int least) {
    return list(key, value -> atLeast(Integer.parseInt(value), least));
  }

  /**
   * @throws DinoException if it is no number
   */
  public double real(String key) {
    return number(key, text(key), Double::parseDouble);
  }

  /** Numbers that commas separate. */
  public List<Double> reals(String key) {
    return list(key, Double::parseDouble);
  }

  /**
   * @throws DinoException if it is neither {@code true} nor {@code false}
   */
  public boolean flag(String key) {
    return choice(key, Map.of("true", true, "false", false));
  }

  /**
   * One of several words.
   *
   * @throws DinoException if it is none of them
   */
  public <T> T choice(String key, Map<String, T> words) {
    T chosen = words.get(text(key));
    if (chosen == null) {
      List<String> known = new ArrayList<>(words.keySet());
      Collections.sort(known);
      throw new DinoException(
          "%s=%s: it is one of %s".formatted(key, text(key), String.join(", ", known)));
    }
    return chosen;
  }

  private <T> List<T> list(String key, Function<String, T> parse) {
    return Arrays.stream(text(key).split(",", -1))
        .map(each -> number(key, each.strip(), parse))
        .toList();
  }

  private static int atLeast(int value, int least) {
    if (value < least) {
      throw new NumberFormatException("%d is less than %d".formatted(value, least));
    }
    return value;
  }

  private static <T> T number(String key, String value, Function<String, T> parse) {
    try {
      return parse.apply(value);
    } catch (NumberFormatException e) {
      throw new DinoException("%s=%s is no number that fits".formatted(key, value), e);
    }
  }
}
