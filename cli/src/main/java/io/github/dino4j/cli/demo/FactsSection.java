package io.github.dino4j.cli.demo;

import io.github.dino4j.report.Facts;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/** The parts of the page that are words and numbers. */
final class FactsSection {
  private FactsSection() {}

  static String model(ModelCard model) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("model", model.name());
    facts.put("architecture", model.architecture());
    facts.put("weights", model.provenance());
    return Facts.html(facts);
  }

  static Section numbers(DemoNumbers numbers) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("images", String.format(Locale.ROOT, "%,d", numbers.images()));
    facts.put("in the model", String.format(Locale.ROOT, "%.1f seconds", numbers.seconds()));
    facts.put("images a second", String.format(Locale.ROOT, "%.1f", numbers.imagesPerSecond()));
    facts.put("on", numbers.setting());
    return new Section("numbers", "Numbers", Facts.html(facts));
  }

  static Section commands(List<SuggestedCommand> commands) {
    StringBuilder list = new StringBuilder("<dl class=\"commands\">\n");
    for (SuggestedCommand command : commands) {
      list.append(
          "<dt>%s</dt><dd><pre tabindex=\"0\"><code>%s</code></pre></dd>\n"
              .formatted(Html.escape(command.purpose()), Html.escape(command.line())));
    }
    return new Section("commands", "Your own photos", list + "</dl>\n");
  }
}
