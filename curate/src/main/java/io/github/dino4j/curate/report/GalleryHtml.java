package io.github.dino4j.curate.report;

import io.github.dino4j.report.Html;
import java.util.stream.Collectors;

/** Galleries as HTML. */
record GalleryHtml(Thumbnails thumbnails) {
  String of(Gallery gallery) {
    String text =
        gallery.text().isEmpty() ? "" : "<p>%s</p>\n".formatted(Html.escape(gallery.text()));
    return text
        + gallery.strips().stream()
            .map(this::of)
            .collect(Collectors.joining("", "<div class=\"strips\">\n", "</div>\n"));
  }

  private String of(Gallery.Strip strip) {
    String title =
        strip.title().isEmpty() ? "" : "<h4>%s</h4>\n".formatted(Html.escape(strip.title()));
    return strip.tiles().stream()
        .map(this::of)
        .collect(
            Collectors.joining(
                "",
                "<div class=\"strip\">%s<div class=\"tiles\">\n".formatted(title),
                "</div></div>\n"));
  }

  private String of(Tile tile) {
    String id = Html.escape(tile.id());
    return "<figure%s>%s<figcaption title=\"%s\"><b>%s</b> %s</figcaption></figure>\n"
        .formatted(
            tile.stays() ? " class=\"stays\"" : "",
            thumbnails.of(tile),
            id,
            Html.escape(tile.text()),
            id);
  }
}
