package io.github.dino4j.report;

/**
 * A part of a {@link Page}.
 *
 * @param id for links to it
 * @param title in plain text
 * @param body HTML
 */
public record Section(String id, String title, String body) {
  /** Any text as an id, such as {@code classes-test-a} for the test set {@code test a}. */
  public static String id(String text) {
    return text.replaceAll("[^A-Za-z0-9]", "-");
  }

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
