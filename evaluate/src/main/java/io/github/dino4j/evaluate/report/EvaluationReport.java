package io.github.dino4j.evaluate.report;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.Estimate;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.report.Facts;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Page;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import io.github.dino4j.report.chart.UPlot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What an evaluation leaves behind in a folder: {@code metrics.json} with every figure and its
 * interval, and {@code index.html}, which opens from the file system and loads nothing from
 * elsewhere. For one thread.
 */
public final class EvaluationReport {
  private static final String FOOTER =
      """
      <p>Made by dino4j, DINOv2 for the JVM. Intervals hold the true figure with a chance of 95 %
      (bootstrap over the images). <code>metrics.json</code> beside this page has all numbers.</p>
      """;

  private final ImageDecoder decoder = new ImageDecoder();
  private final PageFolder folder;
  private final Path path;
  private final String title;
  private final SequencedMap<String, String> facts;
  private final Figures figures = new Figures();
  private final List<Section> sections = new ArrayList<>();

  /**
   * @param path the folder, which is made when the first file is
   * @param title such as {@code Nearest neighbours}
   * @param facts what was evaluated, by name: model, data, settings
   */
  public EvaluationReport(Path path, String title, SequencedMap<String, String> facts) {
    this.path = path;
    this.folder = new PageFolder(path);
    this.title = title;
    this.facts = facts;
  }

  /** Adds a figure of a test set. */
  public void figure(String test, String metric, Unit unit, Estimate estimate) {
    figures.add(test, metric, unit, estimate);
  }

  /**
   * A figure of a test set.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Estimate figure(String test, String metric) {
    Estimate estimate = figures().getOrDefault(test, new LinkedHashMap<>()).get(metric);
    if (estimate == null) {
      throw new IllegalArgumentException("no %s of %s".formatted(metric, test));
    }
    return estimate;
  }

  /** What was evaluated, by name; may be added to. */
  public SequencedMap<String, String> facts() {
    return facts;
  }

  /** Adds a part below the table of figures. */
  public void add(Section section) {
    sections.add(section);
  }

  /**
   * A tag that shows an image, scaled; a word in its place where it cannot be read any more.
   *
   * @param side the longer side, in pixels
   */
  public String photo(ImageRecord image, int side) {
    try {
      return folder.photo(Photos.scaled(decoder.decode(image.read()), side), "image", image.id());
    } catch (DinoException _) {
      return "<em>gone</em>";
    }
  }

  /** The folder, for pictures that a part shows. */
  public PageFolder folder() {
    return folder;
  }

  /** The figures so far, by test set and metric. */
  public SequencedMap<String, SequencedMap<String, Estimate>> figures() {
    return figures.byTest();
  }

  /** How a metric's figures are written. */
  public Unit unit(String metric) {
    return figures.unit(metric);
  }

  /**
   * Writes both files, over older ones, the figures last.
   *
   * @throws io.github.dino4j.DinoException if they cannot be written
   */
  public void write() {
    List<Section> all = new ArrayList<>();
    all.add(new Section("figures", "Figures", table().html()));
    all.addAll(sections);
    Page page =
        new Page(
            "dino4j: " + title,
            header(),
            all,
            FOOTER,
            UPlot.style() + Page.resource(EvaluationReport.class, "evaluation.css"),
            UPlot.script());
    folder.index(page.html());
    WholeFile.writeText(ReportSummary.file(path), Json.pretty(json()));
  }

  /** The figures so far, a metric a row and a test set a column. */
  public Table table() {
    return figures.table();
  }

  private String header() {
    return """
    <p class="name">dino4j</p>
    <h1>%s</h1>
    """
            .formatted(Html.escape(title))
        + Facts.html(facts);
  }

  private Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("title", title);
    root.put("facts", facts);
    root.put("tests", figures.json());
    return root;
  }
}
