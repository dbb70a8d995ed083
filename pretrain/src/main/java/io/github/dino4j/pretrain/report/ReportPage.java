package io.github.dino4j.pretrain.report;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.probe.ProbeLog;
import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.report.Facts;
import io.github.dino4j.report.Html;
import io.github.dino4j.report.Page;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.chart.ChartFrame;
import io.github.dino4j.report.chart.UPlot;
import io.github.dino4j.torch.Computation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * The report of a run: one file with curves and pictures, which opens from the file system and
 * loads nothing from elsewhere.
 */
public final class ReportPage {
  /** The folder in a run that holds the reports of evaluations, a folder each. */
  public static final String EVALUATION = "evaluation";

  private static final String FOOTER =
      """
      <p>Made by dino4j, DINOv2 for the JVM, from <code>metrics.jsonl</code>,
      <code>probes.jsonl</code> and <code>pictures</code> in the folder of the run, which hold all
      numbers.</p>
      """;

  private ReportPage() {}

  /**
   * Writes {@code report.html}, over an older one, from what the run has left so far.
   *
   * @param run the folder, with {@code config.yaml}; {@code metrics.jsonl}, {@code probes.jsonl}
   *     and {@code pictures} may be missing, and so may reports in {@code evaluation}
   * @param computation the way in which it is computed
   * @throws io.github.dino4j.DinoException if there is no configuration, or a file cannot be read
   *     or written
   */
  public static void write(Path run, Computation computation) {
    PretrainConfig config = ConfigFile.defaults().with(run.resolve("config.yaml")).config();
    RunCurves curves = RunCurves.read(run.resolve("metrics.jsonl"));
    List<ProbeResult> probes = ProbeLog.read(run);
    Page page =
        new Page(
            "dino4j: report of " + name(run),
            header(run, config, curves, computation),
            sections(run, config, curves, probes),
            FOOTER,
            UPlot.style() + Page.resource(ReportPage.class, "report.css"),
            UPlot.script());
    WholeFile.writeText(run.resolve("report.html"), page.html());
  }

  private static List<Section> sections(
      Path run, PretrainConfig config, RunCurves curves, List<ProbeResult> probes) {
    long probed = probes.isEmpty() ? 0 : probes.getLast().iteration();
    ChartFrame frame = new ChartFrame(Math.max(curves.steps() - 1, probed));
    List<Section> sections = new ArrayList<>();
    EvaluationSection.of(run.resolve(EVALUATION)).ifPresent(sections::add);
    LearningSection.of(probes, frame).ifPresent(sections::add);
    PictureSection.of(run, probes.stream().map(ProbeResult::iteration).toList())
        .ifPresent(sections::add);
    boolean begun = curves.steps() > 0;
    if (begun) {
      sections.add(new LossSection(config, curves).section(frame));
    }
    if (begun || !probes.isEmpty()) {
      sections.add(new CollapseSection(config, curves, probes).section(frame));
    }
    if (begun) {
      CourseSections course = new CourseSections(config, curves, frame);
      sections.add(course.gradients());
      sections.add(course.schedules());
      sections.add(course.speed());
    }
    return sections;
  }

  private static String header(
      Path run, PretrainConfig config, RunCurves curves, Computation computation) {
    VisionTransformerConfig model = StudentArchitecture.of(config);
    long steps = (long) config.optim().epochs() * config.train().epochLength();
    String data = config.train().datasetPath();
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "model",
        words(
            "ViT, %d wide, %d deep, patches of %d pixels",
            model.dim(), model.depth(), model.patchSize()));
    if (!data.isEmpty()) {
      facts.put("data", data);
    }
    if (config.teacher().isFrozen()) {
      facts.put("learns from", teacher(config.teacher()));
    }
    facts.put("steps", words("%,d of %,d", curves.steps(), steps));
    facts.put("training time", time(curves.seconds()));
    facts.put("batch", words("%,d images a process", config.train().batchSize()));
    facts.put("computed in", computation.toString());
    facts.put("seed", String.valueOf(config.train().seed()));
    return """
    <p class="name">dino4j</p>
    <h1>Training report</h1>
    <p class="lead">%s</p>
    %s<noscript><p>The curves need JavaScript; without it each chart shows its last values.</p></noscript>
    """
        .formatted(Html.escape(name(run)), Facts.html(facts));
  }

  private static String teacher(PretrainConfig.Teacher teacher) {
    return teacher.pretrainedWeights()
        + (teacher.matchesFeatures() ? ", its features" : ", by its heads");
  }

  private static String name(Path run) {
    return String.valueOf(run.toAbsolutePath().normalize().getFileName());
  }

  private static String time(double seconds) {
    long minutes = Math.round(seconds / 60);
    return minutes < 1
        ? words("%.0f s", seconds)
        : minutes < 60
            ? words("%d min", minutes)
            : words("%d h %02d min", minutes / 60, minutes % 60);
  }

  private static String words(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
