package io.github.dino4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A page in the look of this library: a header with links to its sections, in light and dark, on
 * wide and narrow screens, which loads nothing from elsewhere.
 *
 * @param title in plain text, for the browser
 * @param header HTML
 * @param sections from top to bottom
 * @param footer HTML
 * @param style CSS beyond the page's own
 * @param script JavaScript, run at the end of the page; may be empty
 */
public record Page(
    String title,
    String header,
    List<Section> sections,
    String footer,
    String style,
    String script) {

  /** The whole of it. */
  public String html() {
    StringBuilder links = new StringBuilder();
    StringBuilder bodies = new StringBuilder();
    for (Section section : sections) {
      links.append(
          "<a href=\"#%s\">%s</a>\n".formatted(section.id(), Html.escape(section.title())));
      bodies.append(section.html());
    }
    return resource(Page.class, "page.html")
        .replace("{title}", Html.escape(title))
        .replace("{style}", resource(Page.class, "page.css") + style)
        .replace("{script}", script)
        .replace("{links}", links)
        .replace("{footer}", footer)
        .replace("{header}", header)
        .replace("{sections}", bodies);
  }

  /** The text of a file that lies beside a class. */
  public static String resource(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
