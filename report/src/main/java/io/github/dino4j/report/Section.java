package io.github.dino4j.report;

/**
 * A part of a {@link Page}.
 *
 * @param id for links to it
 * @param title in plain text
 * @param body HTML
 */
public record Section(String id, String title, String body) {
  String html() {
    return """
    <section id="%s" aria-labelledby="%s-title">
    <h2 id="%s-title">%s</h2>
    %s
    </section>
    """
        .formatted(id, id, id, Html.escape(title), body);
  }
}
