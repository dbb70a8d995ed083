package io.github.dino4j.cli.demo;

import io.github.dino4j.report.Html;
import io.github.dino4j.report.Section;
import java.util.List;
import java.util.Locale;

/** The parts of the page that are words and numbers. */
final class FactsSection {
  private FactsSection() {}

  static String model(ModelCard model) {
    return """
    <dl class="facts">
    <div><dt>model</dt><dd>%s</dd></div>
    <div><dt>architecture</dt><dd>%s</dd></div>
    <div><dt>weights</dt><dd>%s</dd></div>
    </dl>
    """
        .formatted(
            Html.escape(model.name()),
            Html.escape(model.architecture()),
            Html.escape(model.provenance()));
  }

  static Section numbers(DemoNumbers numbers) {
    return new Section(
        "numbers",
        "Numbers",
        String.format(
            Locale.ROOT,
            """
            <dl class="facts">
            <div><dt>images</dt><dd>%,d</dd></div>
            <div><dt>in the model</dt><dd>%.1f seconds</dd></div>
            <div><dt>images a second</dt><dd>%.1f</dd></div>
            <div><dt>on</dt><dd>%s</dd></div>
            </dl>
            """,
            numbers.images(),
            numbers.seconds(),
            numbers.imagesPerSecond(),
            Html.escape(numbers.setting())));
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
