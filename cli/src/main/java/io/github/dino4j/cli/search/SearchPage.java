package io.github.dino4j.cli.search;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.features.index.ImageColumns;
import io.github.dino4j.features.index.IndexedImages;
import io.github.dino4j.features.picture.Photos;
import io.github.dino4j.features.picture.PictureFile;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.report.Facts;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Page;
import io.github.dino4j.report.Section;
import io.github.dino4j.search.Hit;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What was looked for and what was found, on one page that holds its pictures itself. */
final class SearchPage {
  /** The longer side of a picture, in pixels. */
  private static final int SIDE = 256;

  private static final Set<String> OWN =
      Set.of(ImageColumns.PATH, ImageColumns.LABEL, ImageColumns.WIDTH, ImageColumns.HEIGHT);

  private static final String FOOTER =
      """
      <p>Made by dino4j, DINOv2 for the JVM. A score is the cosine between two images' CLS tokens:
      1 for the same direction. The page holds its pictures and loads nothing from elsewhere.</p>
      """;

  private final ImageDecoder decoder = new ImageDecoder();

  private SearchPage() {}

  /**
   * Writes the page.
   *
   * @param facts about the search, by name
   * @param like images that were looked for
   * @param unlike images that were to be far
   */
  static void write(
      Path file,
      SequencedMap<String, String> facts,
      List<Path> like,
      List<Path> unlike,
      List<Hit> hits) {
    SearchPage page = new SearchPage();
    List<Section> sections = new ArrayList<>();
    sections.add(page.queries("query", "Looks like", like));
    if (!unlike.isEmpty()) {
      sections.add(page.queries("not", "Not like", unlike));
    }
    sections.add(new Section("results", "Results", page.results(hits)));
    WholeFile.writeText(
        file,
        new Page(
                "dino4j: search",
                header(facts),
                sections,
                FOOTER,
                Page.resource(SearchPage.class, "search.css"),
                "")
            .html());
  }

  private static String header(SequencedMap<String, String> facts) {
    return """
    <p class="name">dino4j</p>
    <h1>What looks alike</h1>
    """
        + Facts.html(facts);
  }

  private Section queries(String id, String title, List<Path> images) {
    String figures =
        images.stream()
            .map(image -> {
              String name = PathText.text(image.getFileName());
              return figure(
                  picture(() -> decoder.decode(image), name),
                  "<strong>%s</strong>".formatted(Html.escape(name)));
            })
            .collect(Collectors.joining());
    return new Section(id, title, "<div class=\"found\">\n%s</div>".formatted(figures));
  }

  private String results(List<Hit> hits) {
    if (hits.isEmpty()) {
      return "<p>No image of the index fulfils the condition.</p>";
    }
    Map<String, byte[]> files =
        IndexedImages.read(hits.stream().map(hit -> ImageColumns.path(hit.metadata())).toList());
    StringBuilder figures = new StringBuilder();
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      byte[] file = files.get(ImageColumns.path(hit.metadata()));
      String picture = file == null ? gone() : picture(() -> decoder.decode(file), hit.id());
      figures.append(figure(picture, caption(i + 1, hit)));
    }
    return "<div class=\"found\">\n%s</div>".formatted(figures);
  }

  private static String figure(String picture, String caption) {
    return "<figure>%s<figcaption>%s</figcaption></figure>\n".formatted(picture, caption);
  }

  private static String caption(int rank, Hit hit) {
    StringBuilder caption = new StringBuilder();
    caption.append(
        String.format(Locale.ROOT, "<span class=\"score\">%d&ensp;%.3f</span>", rank, hit.score()));
    Object label = hit.metadata().get(ImageColumns.LABEL);
    if (label != null) {
      caption.append(" <strong>%s</strong>".formatted(Html.escape(label.toString())));
    }
    caption.append("<br>").append(Html.escape(hit.id()));
    ImageColumns.shown(hit.metadata())
        .forEach((name, value) -> {
          if (!OWN.contains(name)) {
            caption.append(
                "<br>%s: %s".formatted(Html.escape(name), Html.escape(value.toString())));
          }
        });
    return caption.toString();
  }

  private static String gone() {
    return "<div class=\"gone\">gone</div>";
  }

  private static String picture(Supplier<RgbImage> decoded, String alt) {
    try {
      RgbImage photo = decoded.get();
      int side = Math.min(SIDE, Math.max(photo.width(), photo.height()));
      BufferedImage small = Photos.scaled(photo, side);
      return PictureFile.tag(small, Html.escape(alt));
    } catch (DinoException _) {
      return gone();
    }
  }
}
