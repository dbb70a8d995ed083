package io.github.dino4j.pretrain.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.DinoException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The dotted names of all keys, and the one that a typo was meant to be. */
final class Keys {
  private static final int OMITTED = 2;
  private static final int WRONG = 3;
  private static final int WORD = 1;
  private static final int OTHER_SECTION = 5;

  private Keys() {}

  /** Names of the leaves of a tree: {@code optim.base_lr}. */
  static List<String> of(JsonNode tree, String prefix) {
    List<String> names = new ArrayList<>();
    collect(tree, prefix, names);
    return names;
  }

  private static void collect(JsonNode node, String prefix, List<String> names) {
    if (!node.isObject() || node.isEmpty()) {
      names.add(prefix);
      return;
    }
    node.properties().forEach(e -> collect(e.getValue(), join(prefix, e.getKey()), names));
  }

  static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  /** The value of a dotted name. */
  static JsonNode at(JsonNode tree, String key) {
    return tree.at("/" + key.replace('.', '/'));
  }

  /** What to throw for a key that the defaults lack. */
  static DinoException unknown(String where, String name, JsonNode defaults) {
    String nearest =
        of(defaults, "").stream()
            .min(Comparator.comparingInt(known -> distanceBetween(name, known)))
            .orElseThrow();
    return new DinoException(
        "%s: there is no key \"%s\"; did you mean \"%s\"?".formatted(where, name, nearest));
  }

  /** By letters or by words, whichever is less. */
  private static int distanceBetween(String typed, String known) {
    return Math.min(distanceOfLetters(typed, known), distanceOfWords(typed, known));
  }

  /** A key in the wrong section is nearer than one with other letters. */
  private static int distanceOfLetters(String typed, String known) {
    int whole = editDistance(typed, known);
    int leaf = editDistance(leaf(typed), leaf(known));
    return 2 * Math.min(whole, leaf) + (whole <= leaf ? 0 : 1);
  }

  /** {@code train.batch_size} means {@code train.batch_size_per_gpu}: a word left out is little. */
  private static int distanceOfWords(String typed, String known) {
    List<String> words = List.of(leaf(known).toLowerCase(Locale.ROOT).split("_"));
    String[] meant = leaf(typed).toLowerCase(Locale.ROOT).split("_");
    int distance = Math.max(0, words.size() - meant.length) * WORD;
    for (String word : meant) {
      distance += words.stream().mapToInt(other -> editDistance(word, other)).min().orElseThrow();
    }
    boolean elsewhere = !section(typed).isEmpty() && !section(typed).equals(section(known));
    return 2 * distance + (elsewhere ? OTHER_SECTION : 0);
  }

  private static String section(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static String leaf(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Levenshtein's, where letters left out weigh less than wrong ones. */
  private static int editDistance(String typed, String known) {
    int[] previous = new int[known.length() + 1];
    for (int j = 0; j <= known.length(); j++) {
      previous[j] = OMITTED * j;
    }
    for (int i = 1; i <= typed.length(); i++) {
      int[] row = new int[known.length() + 1];
      row[0] = WRONG * i;
      for (int j = 1; j <= known.length(); j++) {
        boolean same = typed.charAt(i - 1) == known.charAt(j - 1);
        int exchanged = previous[j - 1] + (same ? 0 : WRONG);
        row[j] = Math.min(exchanged, Math.min(previous[j] + WRONG, row[j - 1] + OMITTED));
      }
      previous = row;
    }
    return previous[known.length()];
  }
}
