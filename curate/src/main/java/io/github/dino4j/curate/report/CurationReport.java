package io.github.dino4j.curate.report;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.curate.folder.RunFolder;
import io.github.dino4j.curate.folder.StageFolder;
import io.github.dino4j.curate.folder.StageSummary;
import io.github.dino4j.data.parquet.ParquetTable;
import io.github.dino4j.report.Facts;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Page;
import io.github.dino4j.report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The report of a run: {@code report.html} with a funnel and a few images of each stage, and a page
 * with more of them for each stage in {@code report}. Parts are read as streams, pictures where the
 * images lie; pages hold their pictures and load nothing. The same run makes the same pages.
 */
public final class CurationReport {
  /** Images of a gallery on the first page. */
  private static final int FEW = 24;

  private static final String FOOTER =
      """
      <p>Made by dino4j, DINOv2 for the JVM. The tables behind this page lie beside it: what was
      decided of each image in <code>part-*.parquet</code> of the stages, the images that were
      chosen in <code>manifest.parquet</code>. Nothing was deleted or moved.</p>
      """;

  private final RunFolder run;
  private final PathLookup paths;
  private final String style = Page.resource(CurationReport.class, "curation.css");

  /** A stage and what there is to show of it. */
  private record Shown(StageFolder folder, StageSummary summary, StageContent content) {
    String name() {
      return PathText.text(folder.path().getFileName());
    }

    String title() {
      String kind = summary.kind();
      return summary.name().equals(kind) ? kind : "%s (%s)".formatted(summary.name(), kind);
    }

    List<Tile> tiles() {
      return content.galleries().stream().flatMap(gallery -> gallery.tiles().stream()).toList();
    }
  }

  /**
   * @param sets feature files, or folders of their parts, by the name of the set, the pool first:
   *     where the images lie that stages name by id
   */
  public CurationReport(RunFolder run, SequencedMap<String, List<Path>> sets) {
    this.run = run;
    this.paths = new PathLookup(sets);
  }

  /**
   * Writes the pages, over older ones, the first one last.
   *
   * @throws DinoException if a stage cannot be read, or a page cannot be written
   */
  public void write() {
    List<Shown> stages = new ArrayList<>();
    for (StageFolder folder : run.done()) {
      StageSummary summary = folder.summary();
      stages.add(new Shown(folder, summary, StageContent.of(new StageRows(folder), summary)));
    }
    paths.find(stages.stream().flatMap(stage -> stage.tiles().stream()).toList());
    List<Section> sections = new ArrayList<>();
    Funnel funnel = new Funnel(stages.stream().map(Shown::summary).toList(), manifestRows());
    sections.add(new Section("funnel", "From stage to stage", funnel.html()));
    for (Shown stage : stages) {
      sections.add(section(stage));
    }
    WholeFile.writeText(run.report(), page("Curation", Facts.html(facts(stages)), sections).html());
  }

  private long manifestRows() {
    if (!Files.exists(run.manifest())) {
      return -1;
    }
    try (ParquetTable table = new ParquetTable(run.manifest())) {
      return table.count();
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(run.manifest()), IoReason.of(e)), e);
    }
  }

  private SequencedMap<String, String> facts(List<Shown> stages) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("run", PathText.text(run.path().toAbsolutePath().normalize()));
    facts.put("stages", String.valueOf(stages.size()));
    stages.stream()
        .map(stage -> stage.summary().model())
        .filter(model -> !model.isEmpty())
        .findFirst()
        .ifPresent(model -> facts.put("features of model", model));
    return facts;
  }

  /** A stage on the first page; its own page is written on the way. */
  private Section section(Shown stage) {
    List<Gallery> all =
        stage.content().galleries().stream().map(gallery -> gallery.map(paths::at)).toList();
    List<Gallery> few = all.stream().map(gallery -> gallery.first(FEW)).toList();
    GalleryHtml html =
        new GalleryHtml(
            Thumbnails.of(all.stream().flatMap(gallery -> gallery.tiles().stream()).toList()));
    String numbers = numbers(stage);
    String more = "";
    if (!all.equals(few)) {
      writeMore(stage, all, html);
      more =
          "<p><a href=\"report/%s.html\">More images of this stage</a></p>\n"
              .formatted(Html.escape(stage.name()));
    }
    return new Section(
        Section.id(stage.name()), stage.title(), numbers + galleries(few, html) + more);
  }

  private void writeMore(Shown stage, List<Gallery> galleries, GalleryHtml html) {
    List<Section> sections =
        galleries.stream()
            .filter(gallery -> !gallery.tiles().isEmpty())
            .map(gallery ->
                new Section(Section.id(gallery.title()), gallery.title(), html.of(gallery)))
            .toList();
    WholeFile.writeText(
        run.path().resolve("report").resolve(stage.name() + ".html"),
        page(stage.title(), "<p><a href=\"../report.html\">All stages</a></p>\n", sections).html());
  }

  private static String galleries(List<Gallery> galleries, GalleryHtml html) {
    return galleries.stream()
        .filter(gallery -> !gallery.tiles().isEmpty())
        .map(gallery -> "<h3>%s</h3>\n".formatted(Html.escape(gallery.title())) + html.of(gallery))
        .collect(Collectors.joining());
  }

  private static String numbers(Shown stage) {
    StageSummary summary = stage.summary();
    SequencedMap<String, String> settings = new LinkedHashMap<>(summary.settings());
    SequencedMap<String, String> found = new LinkedHashMap<>();
    found.put("from", summary.from());
    found.put("came in", Words.count(summary.in()));
    found.put("stay", Words.count(summary.kept()));
    summary.dropped().forEach((reason, count) -> found.put(reason, Words.count(count)));
    summary.counters().forEach((name, count) -> found.put(spaced(name), Words.count(count)));
    return Facts.html(found)
        + (settings.isEmpty() ? "" : details("Settings", settings))
        + stage.content().charts();
  }

  private static String details(String title, Map<String, String> values) {
    SequencedMap<String, String> named = new LinkedHashMap<>();
    values.forEach((name, value) -> named.put(spaced(name), value));
    return "<details><summary>%s</summary>\n%s</details>\n".formatted(title, Facts.html(named));
  }

  private static String spaced(String name) {
    return name.replace('_', ' ');
  }

  private Page page(String title, String header, List<Section> sections) {
    return new Page(
        "dino4j: " + title,
        """
        <p class="name">dino4j</p>
        <h1>%s</h1>
        """
                .formatted(Html.escape(title))
            + header,
        sections,
        FOOTER,
        style,
        "");
  }
}
