package io.github.dino4j.evaluate.report;

import io.github.dino4j.evaluate.Estimate;
import io.github.dino4j.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** The figures of a report, by test set and metric, as a table and as JSON. For one thread. */
final class Figures {
  private final SequencedMap<String, SequencedMap<String, Estimate>> byTest = new LinkedHashMap<>();
  private final Map<String, Unit> units = new LinkedHashMap<>();

  /** Figures that {@link #json} wrote; what is no figure is left out. */
  static Figures of(Map<?, ?> tests) {
    Figures figures = new Figures();
    tests.forEach((test, metrics) -> {
      if (metrics instanceof Map<?, ?> ofTest) {
        ofTest.forEach((metric, figure) -> {
          if (figure instanceof Map<?, ?> numbers) {
            figures.add(
                String.valueOf(test), String.valueOf(metric), unitOf(numbers), estimate(numbers));
          }
        });
      }
    });
    return figures;
  }

  private static Unit unitOf(Map<?, ?> numbers) {
    return String.valueOf(numbers.get("unit")).equals(word(Unit.SHARE))
        ? Unit.SHARE
        : Unit.QUANTITY;
  }

  private static String word(Unit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }

  private static Estimate estimate(Map<?, ?> numbers) {
    return new Estimate(
        number(numbers.get("value")), number(numbers.get("low")), number(numbers.get("high")));
  }

  /** JSON has no NaN, which is written as a text. */
  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  void add(String test, String metric, Unit unit, Estimate estimate) {
    byTest.computeIfAbsent(test, _ -> new LinkedHashMap<>()).put(metric, estimate);
    units.put(metric, unit);
  }

  SequencedMap<String, SequencedMap<String, Estimate>> byTest() {
    return byTest;
  }

  Unit unit(String metric) {
    return units.getOrDefault(metric, Unit.QUANTITY);
  }

  /** A metric a row and a test set a column. */
  Table table() {
    SequencedSet<String> metrics = new LinkedHashSet<>();
    byTest.values().forEach(each -> metrics.addAll(each.keySet()));
    List<String> columns = new ArrayList<>(byTest.sequencedKeySet());
    columns.addFirst("");
    List<List<String>> rows = new ArrayList<>();
    for (String metric : metrics) {
      List<String> row = new ArrayList<>(List.of(metric));
      for (Map<String, Estimate> test : byTest.values()) {
        Estimate estimate = test.get(metric);
        row.add(estimate == null ? "" : unit(metric).words(estimate));
      }
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  Map<String, Object> json() {
    Map<String, Object> tests = new LinkedHashMap<>();
    byTest.forEach((test, metrics) -> {
      Map<String, Object> of = new LinkedHashMap<>();
      metrics.forEach((metric, estimate) -> of.put(metric, json(estimate, unit(metric))));
      tests.put(test, of);
    });
    return tests;
  }

  private static Map<String, Object> json(Estimate estimate, Unit unit) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("value", estimate.value());
    numbers.put("low", estimate.low());
    numbers.put("high", estimate.high());
    numbers.put("unit", word(unit));
    return numbers;
  }
}
