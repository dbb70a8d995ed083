package io.github.dino4j.curate.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.DinoException;
import io.github.dino4j.curate.ConstantWord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A section of a plan: keys with values, each asked for by name. What is wrong is told by the name
 * of the key, and what nobody asked for by {@link #requireNoMore}. Belongs to one thread.
 */
final class Section {
  private final String file;
  private final String name;
  private final @Nullable JsonNode node;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param file for messages
   * @param name of the section in it; empty for the whole plan
   * @param node an object, or null or a missing one for a section without keys
   */
  Section(String file, String name, @Nullable JsonNode node) {
    this.file = file;
    this.name = name;
    this.node = node == null || node.isNull() || node.isMissingNode() ? null : node;
    if (this.node != null && !this.node.isObject()) {
      throw new DinoException(
          "%s: %s is made of \"key: value\" lines"
              .formatted(file, name.isEmpty() ? "a plan" : '"' + name + '"'));
    }
  }

  private @Nullable JsonNode at(String key) {
    known.add(key);
    JsonNode value = node == null ? null : node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  boolean has(String key) {
    return at(key) != null;
  }

  private String path(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  DinoException wrong(String key, String wanted) {
    JsonNode value = at(key);
    return new DinoException(
        value == null
            ? "%s: \"%s\" is missing: %s".formatted(file, path(key), wanted)
            : "%s: \"%s\" is %s: %s".formatted(file, path(key), value, wanted));
  }

  double number(String key, double usual) {
    JsonNode value = at(key);
    if (value == null) {
      return usual;
    }
    try { // YAML 1.1 takes 1e-3, without a point, for text
      return value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asText());
    } catch (NumberFormatException _) {
      throw wrong(key, "it must be a number");
    }
  }

  /** A whole number from {@code least} on. */
  int whole(String key, int least, int usual) {
    return has(key) ? whole(key, least) : usual;
  }

  int whole(String key, int least) {
    JsonNode value = at(key);
    if (value == null
        || !value.canConvertToInt()
        || !value.isIntegralNumber()
        || value.intValue() < least) {
      throw wrong(key, "it must be a whole number from %d on".formatted(least));
    }
    return value.intValue();
  }

  long longer(String key, long usual) {
    JsonNode value = at(key);
    if (value != null && !value.isIntegralNumber()) {
      throw wrong(key, "it must be a whole number");
    }
    return value == null ? usual : value.longValue();
  }

  boolean flag(String key, boolean usual) {
    JsonNode value = at(key);
    if (value != null && !value.isBoolean()) {
      throw wrong(key, "it must be true or false");
    }
    return value == null ? usual : value.booleanValue();
  }

  @Nullable String text(String key) {
    JsonNode value = at(key);
    if (value != null && !value.isValueNode()) {
      throw wrong(key, "it must be one word or name");
    }
    return value == null ? null : value.asText();
  }

  String textOr(String key, String usual) {
    String text = text(key);
    return text == null ? usual : text;
  }

  /** One of the words of an enum, in lower case, with hyphens. */
  <E extends Enum<E>> E word(String key, E usual) {
    String text = text(key);
    if (text == null) {
      return usual;
    }
    List<E> values = Arrays.asList(usual.getDeclaringClass().getEnumConstants());
    return values.stream()
        .filter(value -> ConstantWord.of(value).equals(text.replace('_', '-')))
        .findFirst()
        .orElseThrow(() ->
            wrong(
                key,
                "choose " + String.join(", ", values.stream().map(ConstantWord::of).toList())));
  }

  /** A list, or one value for a list of one; empty where there is none. */
  List<String> texts(String key) {
    JsonNode value = at(key);
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value.isArray() ? value : List.of(value)) {
      if (!item.isValueNode()) {
        throw wrong(key, "it must be a name, or a list of names");
      }
      texts.add(item.asText());
    }
    return texts;
  }

  List<Integer> wholes(String key) {
    List<Integer> wholes = new ArrayList<>();
    for (String text : texts(key)) {
      try {
        wholes.add(Integer.valueOf(text.strip()));
      } catch (NumberFormatException _) {
        throw wrong(key, "it must be whole numbers");
      }
    }
    return wholes;
  }

  Section section(String key) {
    return new Section(file, path(key), at(key));
  }

  /** The sections of a list; each item. */
  List<JsonNode> items(String key) {
    JsonNode value = at(key);
    if (value != null && !value.isArray()) {
      throw wrong(key, "it must be a list");
    }
    List<JsonNode> items = new ArrayList<>();
    if (value != null) {
      value.forEach(items::add);
    }
    return items;
  }

  /** All keys of a section whose keys are names that the user chose. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    if (node != null) {
      node.fieldNames().forEachRemaining(keys::add);
    }
    return keys;
  }

  /** The sections by the names that the user gave them. */
  SequencedMap<String, Section> sections() {
    SequencedMap<String, Section> sections = new LinkedHashMap<>();
    keys().forEach(key -> sections.put(key, section(key)));
    return sections;
  }

  /**
   * Refuses keys that were not asked for.
   *
   * @throws DinoException naming the first of them, and all that there are
   */
  void requireNoMore() {
    for (String key : keys()) {
      if (!known.contains(key)) {
        throw new DinoException(
            "%s: there is no key \"%s\"; there are %s"
                .formatted(file, path(key), String.join(", ", known)));
      }
    }
  }
}
