package io.github.dino4j.report;

/** Text that goes into HTML. */
public final class Html {
  private Html() {}

  /** Safe between tags and inside quoted attributes, whatever a file is called. */
  public static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            default -> safe.appendCodePoint(point);
          }
        });
    return safe.toString();
  }
}
