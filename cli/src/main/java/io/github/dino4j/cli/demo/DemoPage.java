package io.github.dino4j.cli.demo;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.report.PageFolder;
import io.github.dino4j.report.Page;
import io.github.dino4j.report.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The page of the demo: one folder with {@code index.html} and its pictures, which opens from the
 * file system, loads nothing from elsewhere and needs no server.
 */
public final class DemoPage {
  private static final String HEADER =
      """
      <p class="name">dino4j</p>
      <h1>What the model sees</h1>
      <p class="lead">A vision transformer looked at pictures without being told what is on them.
      This page shows what became of them inside.</p>
      """;
  private static final String FOOTER =
      """
      <p>Made by dino4j, DINOv2 for the JVM. The recipes follow Oquab et al., <cite>DINOv2: Learning
      Robust Visual Features without Supervision</cite> (arXiv 2304.07193). Everything on this page
      lies in its folder; nothing is loaded from elsewhere.</p>
      """;

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
    Page page =
        new Page(
            "dino4j: what the model sees",
            HEADER + FactsSection.model(content.model()),
            sections(content, files),
            FOOTER,
            Page.resource(DemoPage.class, "demo.css").replace("{heat}", HeatLegend.stops()),
            Page.resource(DemoPage.class, "similarity.js"));
    files.index(page.html());
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
}
