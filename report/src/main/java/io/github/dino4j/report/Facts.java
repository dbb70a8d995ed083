package io.github.dino4j.report;

import java.util.SequencedMap;

/** Names with what they stand for, in a row that wraps: what a page is about. */
public final class Facts {
  private Facts() {}

  /**
   * As HTML.
   *
   * @param facts in plain text, in their order
   */
  public static String html(SequencedMap<String, String> facts) {
    StringBuilder list = new StringBuilder("<dl class=\"facts\">\n");
    facts.forEach((name, value) ->
        list.append(
            "<div><dt>%s</dt><dd>%s</dd></div>\n"
                .formatted(Html.escape(name), Html.escape(value))));
    return list.append("</dl>\n").toString();
  }
}
