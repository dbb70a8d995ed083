package io.github.dino4j.data.collection;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names of many shards in one: {@code a-{000..012}.tar} counts, with leading zeros as written,
 * {@code {train,val}.tar} lists. Several braces multiply, the last one changing fastest.
 */
final class Braces {
  private static final Pattern BRACE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");

  private Braces() {}

  /** The names in order; the name itself where it has no braces. */
  static List<String> expand(String name) {
    Matcher brace = BRACE.matcher(name);
    if (!brace.find()) {
      return List.of(name);
    }
    String head = name.substring(0, brace.start());
    List<String> tails = expand(name.substring(brace.end()));
    List<String> names = new ArrayList<>();
    for (String choice : choices(brace.group(1))) {
      tails.forEach(tail -> names.add(head + choice + tail));
    }
    return names;
  }

  private static List<String> choices(String inside) {
    Matcher range = RANGE.matcher(inside);
    if (!range.matches()) {
      return List.of(inside.split(",", -1));
    }
    int from = Integer.parseInt(range.group(1));
    int to = Integer.parseInt(range.group(2));
    String format = "%0" + range.group(1).length() + "d";
    IntStream up = IntStream.rangeClosed(Math.min(from, to), Math.max(from, to));
    Stream<Integer> numbers = (from <= to ? up : up.map(i -> from + to - i)).boxed();
    return numbers.map(format::formatted).toList();
  }
}
