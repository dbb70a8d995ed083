package io.github.dino4j.features.page;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The page of the demo: one folder with {@code index.html} and its pictures, which opens from the
 * file system, loads nothing from elsewhere and needs no server.
 */
public final class DemoPage {
  private DemoPage() {}

  /**
   * Writes the page. Pictures come first and {@code index.html} last, so a page that is there is
   * complete; one that was there before is replaced.
   *
   * @param folder made where it is missing
   * @param content what to show; its photos and features are only read
   * @return the file to open
   * @throws DinoException if a file cannot be written, or features of different models meet
   */
  public static Path write(Path folder, DemoContent content) {
    PageFolder files = new PageFolder(folder);
    List<Section> sections = sections(content, files);
    StringBuilder links = new StringBuilder();
    StringBuilder bodies = new StringBuilder();
    for (Section section : sections) {
      links.append(
          "<a href=\"#%s\">%s</a>\n".formatted(section.id(), Html.escape(section.title())));
      bodies.append(section.html());
    }
    files.index(
        resource("page.html")
            .replace("{style}", resource("style.css").replace("{heat}", HeatLegend.stops()))
            .replace("{script}", resource("similarity.js"))
            .replace("{links}", links)
            .replace("{model}", FactsSection.model(content.model()))
            .replace("{sections}", bodies));
    return folder.resolve("index.html");
  }

  private static List<Section> sections(DemoContent content, PageFolder files) {
    List<Section> sections = new ArrayList<>();
    if (!content.images().isEmpty()) {
      sections.add(PcaSection.of(content.images(), files));
      sections.add(SimilaritySection.of(content.images(), files));
    }
    if (content.images().stream().anyMatch(image -> image.attention() != null)) {
      sections.add(AttentionSection.of(content.images(), files));
    }
    if (!content.pairs().isEmpty()) {
      sections.add(MatchSection.of(content.pairs(), files));
    }
    if (content.gallery().size() > 1) {
      sections.add(NeighbourSection.of(content.gallery(), files));
    }
    sections.add(FactsSection.numbers(content.numbers()));
    if (!content.commands().isEmpty()) {
      sections.add(FactsSection.commands(content.commands()));
    }
    return sections;
  }

  private static String resource(String name) {
    try (InputStream in = DemoPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
