package io.github.dino4j.cli.search;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.collection.ImagesByPath;
import io.github.dino4j.features.index.ImageColumns;
import io.github.dino4j.features.index.RegionMatch;
import io.github.dino4j.features.index.RegionOfImage;
import io.github.dino4j.features.picture.AreaDrawing;
import io.github.dino4j.features.picture.HeatDrawing.Heat;
import io.github.dino4j.features.picture.HeatDrawing.Range;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.report.Facts;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Page;
import io.github.dino4j.report.Section;
import io.github.dino4j.search.Hit;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was looked for and what was found, on one page that holds its pictures itself. */
final class SearchPage {
  /** The longer side of a picture, in pixels. */
  private static final int SIDE = 256;

  private static final Set<String> OWN =
      Set.of(ImageColumns.PATH, ImageColumns.LABEL, ImageColumns.WIDTH, ImageColumns.HEIGHT);

  private static final String FOOTER =
      """
      <p>Made by dino4j, DINOv2 for the JVM. %s The page holds its pictures and loads nothing from
      elsewhere.</p>
      """;

  private static final String WHOLE =
      "A score is the cosine between two images' CLS tokens: 1 for the same direction.";

  private static final String REGION =
      """
      A score is the mean over the patches of the region of the cosine to the most similar patch of
      the image: 1 where all of them are there. The brighter a place, the more alike it is to
      something in the region; the box holds what is brightest.\
      """;

  private final ImageDecoder decoder = new ImageDecoder();
  private final SequencedMap<String, String> facts;

  /**
   * @param facts about the search, by name
   */
  SearchPage(SequencedMap<String, String> facts) {
    this.facts = facts;
  }

  /**
   * Writes the page of a search by whole images.
   *
   * @param like images that were looked for
   * @param unlike images that were to be far
   */
  void write(Path file, List<Path> like, List<Path> unlike, List<Hit> hits) {
    List<Section> sections = new ArrayList<>();
    sections.add(queries("query", "Looks like", like));
    if (!unlike.isEmpty()) {
      sections.add(queries("not", "Not like", unlike));
    }
    sections.add(new Section("results", "Results", results(hits, (_, photo) -> scaled(photo))));
    write(file, "What looks alike", sections, WHOLE);
  }

  /**
   * Writes the page of a search by region.
   *
   * @param image that the region is part of
   */
  void write(Path file, Path image, RegionOfImage region, List<RegionMatch> found) {
    String name = PathText.text(image.getFileName());
    String query =
        figure(
            PictureFile.tag(drawn(region), Html.escape(name)),
            "<strong>%s</strong>".formatted(Html.escape(name)));
    Map<String, RegionMatch> matches = new HashMap<>();
    found.forEach(match -> matches.put(match.hit().id(), match));
    List<Hit> hits = found.stream().map(RegionMatch::hit).toList();
    write(
        file,
        "What contains this",
        List.of(
            new Section("query", "Contains", "<div class=\"found\">\n%s</div>".formatted(query)),
            new Section(
                "results",
                "Results",
                results(hits, (hit, photo) -> drawn(matches.get(hit.id()), photo)))),
        REGION);
  }

  private static BufferedImage drawn(RegionOfImage region) {
    float[] weights = region.weights();
    return AreaDrawing.draw(
        region.view(),
        new Heat(weights, new Range(0, 1)),
        region.area(),
        style(region.view().photo()));
  }

  /** A picture that has another size by now is shown without the area. */
  private static BufferedImage drawn(@Nullable RegionMatch match, RgbImage photo) {
    if (match == null
        || match.grid().photoWidth() != photo.width()
        || match.grid().photoHeight() != photo.height()) {
      return scaled(photo);
    }
    float[] map = match.map().cosine();
    return AreaDrawing.draw(
        new View(photo, match.grid()),
        new Heat(map, Range.ofPeaks(map)),
        match.area(),
        style(photo));
  }

  private static PictureStyle style(RgbImage photo) {
    int side = Math.max(photo.width(), photo.height());
    return PictureStyle.byDefault().withSide(Math.clamp(side, SIDE, 2 * SIDE));
  }

  private void write(Path file, String title, List<Section> sections, String explanation) {
    WholeFile.writeText(
        file,
        new Page(
                "dino4j: search",
                """
                <p class="name">dino4j</p>
                <h1>%s</h1>
                """
                        .formatted(title)
                    + Facts.html(facts),
                sections,
                FOOTER.formatted(explanation),
                Page.resource(SearchPage.class, "search.css"),
                "")
            .html());
  }

  private Section queries(String id, String title, List<Path> images) {
    String figures =
        images.stream()
            .map(image -> {
              String name = PathText.text(image.getFileName());
              return figure(
                  picture(() -> scaled(decoder.decode(image)), name),
                  "<strong>%s</strong>".formatted(Html.escape(name)));
            })
            .collect(Collectors.joining());
    return new Section(id, title, "<div class=\"found\">\n%s</div>".formatted(figures));
  }

  private String results(List<Hit> hits, BiFunction<Hit, RgbImage, BufferedImage> drawing) {
    if (hits.isEmpty()) {
      return "<p>No image of the index fulfils the condition.</p>";
    }
    Map<String, byte[]> files =
        ImagesByPath.read(hits.stream().map(hit -> ImageColumns.path(hit.metadata())).toList());
    StringBuilder figures = new StringBuilder();
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      byte[] file = files.get(ImageColumns.path(hit.metadata()));
      String picture =
          file == null ? gone() : picture(() -> drawing.apply(hit, decoder.decode(file)), hit.id());
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

  private static BufferedImage scaled(RgbImage photo) {
    return Photos.scaled(photo, Math.min(SIDE, Math.max(photo.width(), photo.height())));
  }

  private static String picture(Supplier<BufferedImage> drawn, String alt) {
    try {
      return PictureFile.tag(drawn.get(), Html.escape(alt));
    } catch (DinoException _) {
      return gone();
    }
  }
}
