package io.github.dino4j.cli.curate;

import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.MasterOptions;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.curate.folder.RunFolder;
import io.github.dino4j.curate.folder.StageSummary;
import io.github.dino4j.curate.plan.Curation;
import io.github.dino4j.curate.plan.Plan;
import io.github.dino4j.curate.report.CurationReport;
import io.github.dino4j.curate.stage.StageRun.Calibrator;
import io.github.dino4j.curate.task.TaskRunner;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a run writes, where its tasks run, and what it says: the same in all commands. */
@SuppressWarnings("NullAway.Init")
final class RunOptions {
  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description =
          "The folder to write: what each stage decided, manifest.parquet for pretrain --data,"
              + " report.html.")
  private Path output;

  @Option(names = "--resume", description = "Go on with the run that DIR holds.")
  private boolean resume;

  @Mixin private MasterOptions master = new MasterOptions();

  /** Where tasks run. */
  MasterOptions master() {
    return master;
  }

  RunFolder folder() {
    return new RunFolder(output);
  }

  /** Says what is wrong with the folder before any work. */
  void check(Plan plan) {
    Curation.check(plan, folder(), resume);
  }

  /** Runs a plan whose images are embedded. */
  void run(Plan plan, Calibrator calibrator, DinoCommand command) {
    Curation.Outcome outcome;
    try (Progress progress = command.progress();
        TaskRunner runner =
            master.openOrLocal((stage, done, total) ->
                progress.show(new Progress.State(done, 0, total, "tasks of " + stage)))) {
      outcome =
          new Curation(runner, calibrator)
              .run(plan, folder(), summary -> progress.say(text(summary)));
    }
    new CurationReport(folder(), plan.sets()).write();
    report(outcome, command);
  }

  private void report(Curation.Outcome outcome, DinoCommand command) {
    for (StageSummary stage : outcome.stages()) {
      long missing = stage.counters().getOrDefault("missing", 0L);
      if (missing > 0) {
        command
            .err()
            .printf(
                "dino4j: %s was asked for %s and found %d fewer; the manifest holds what there is%n",
                stage.name(),
                Count.of(stage.counters().getOrDefault("asked_for", 0L), "image"),
                missing);
      }
    }
    command
        .out()
        .printf(
            "%s: %s of %d%n",
            folder().manifest(),
            Count.of(outcome.images(), "image"),
            outcome.stages().getFirst().in());
  }

  /** A stage in one line. */
  private static String text(StageSummary summary) {
    String gone =
        summary.dropped().entrySet().stream()
            .map(reason -> reason.getValue() + " " + reason.getKey())
            .collect(Collectors.joining(", "));
    Map<String, String> settings = summary.settings();
    String threshold =
        settings.containsKey("threshold") ? ", threshold " + settings.get("threshold") : "";
    return "%s: %d of %d stay%s%s"
        .formatted(
            summary.name(),
            summary.kept(),
            summary.in(),
            gone.isEmpty() ? "" : " (" + gone + ")",
            threshold);
  }
}
