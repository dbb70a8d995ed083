package io.github.dino4j.curate.plan;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.curate.folder.RunFolder;
import io.github.dino4j.curate.folder.StageFolder;
import io.github.dino4j.curate.folder.StageSummary;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.stage.Decided;
import io.github.dino4j.curate.stage.MixStage;
import io.github.dino4j.curate.stage.Stage;
import io.github.dino4j.curate.stage.StageRun;
import io.github.dino4j.curate.stage.StageRun.Calibrator;
import io.github.dino4j.curate.stage.StageRun.Done;
import io.github.dino4j.curate.task.TaskRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Carries out a plan. What a stage has done it does no second time: a run that was killed goes on
 * with the stages, and the parts of a stage, that are missing, and ends with the same bytes.
 *
 * @param runner of the tasks; stays the caller's
 * @param calibrator finds thresholds that the plan does not give
 * @param range rows of a task; {@link Pool#RANGE} but in tests
 */
public record Curation(TaskRunner runner, Calibrator calibrator, int range) {
  /** With ranges as usual. */
  public Curation(TaskRunner runner, Calibrator calibrator) {
    this(runner, calibrator, Pool.RANGE);
  }

  /**
   * What a run came to.
   *
   * @param stages all of them
   * @param images in the manifest
   */
  public record Outcome(List<StageSummary> stages, long images) {}

  /**
   * Makes sure that a folder may take a run.
   *
   * @param resume whether the run that it holds is to go on
   * @throws DinoException if it holds one and is not to go on, or holds that of another plan
   */
  public static void check(Plan plan, RunFolder folder, boolean resume) {
    if (!Files.exists(folder.plan())) {
      return;
    }
    String name = PathText.text(folder.path());
    if (!resume) {
      throw new DinoException(
          "%s holds a run: go on with it by --resume, or choose another folder".formatted(name));
    }
    if (!text(folder.plan()).equals(plan.yaml())) {
      throw new DinoException(
          "%s holds a run of another plan: choose another folder".formatted(name));
    }
  }

  /**
   * Runs the stages that are not done, and writes the manifest.
   *
   * @param plan with feature files
   * @param told of each stage when it is done
   * @throws DinoException if a stage cannot be done, or no image is left
   */
  public Outcome run(Plan plan, RunFolder folder, Consumer<StageSummary> told) {
    Pool pool = Pool.open(plan.sets(), plan.features(), range);
    begin(plan, folder, pool);
    SequencedMap<String, Done> done = new LinkedHashMap<>();
    List<StageSummary> summaries = new ArrayList<>();
    for (PlannedStage planned : plan.stages()) {
      StageRun run = stageRun(plan, planned, folder, pool, done);
      boolean isDone = run.folder().isDone();
      BitSet kept = isDone ? run.kept() : run(planned, run, pool);
      StageSummary summary = run.folder().summary();
      summaries.add(summary);
      if (!isDone) {
        told.accept(summary);
      }
      if (kept.isEmpty()) {
        throw new DinoException(
            "%s leaves no image of %d: see %s for the reasons"
                .formatted(
                    planned.name(), run.in().cardinality(), PathText.text(run.folder().path())));
      }
      done.put(
          planned.name(),
          new Done(planned.stage().kind(), planned.from(), run.folder(), run.in(), kept));
    }
    long images = new ManifestWriter(pool, done).write(folder.manifest());
    return new Outcome(summaries, images);
  }

  private void begin(Plan plan, RunFolder folder, Pool pool) {
    if (Files.exists(folder.pool()) && !text(folder.pool()).equals(pool.fingerprint())) {
      throw new DinoException(
          "%s was begun with other feature files: choose another folder"
              .formatted(PathText.text(folder.path())));
    }
    if (!Files.exists(folder.plan())) {
      WholeFile.writeText(folder.plan(), plan.yaml());
    }
    if (!Files.exists(folder.pool())) {
      WholeFile.writeText(folder.pool(), pool.fingerprint());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(file), IoReason.of(e)), e);
    }
  }

  private StageRun stageRun(
      Plan plan,
      PlannedStage planned,
      RunFolder folder,
      Pool pool,
      SequencedMap<String, Done> done) {
    Stage stage = planned.stage();
    StageFolder its = folder.stage(planned.number(), stage.kind());
    BitSet in = new BitSet();
    if (stage instanceof MixStage mix) {
      mix.sources().forEach(source -> in.or(rows(source.name(), pool, done)));
    } else {
      in.or(rows(planned.from(), pool, done));
    }
    return new StageRun(runner, pool, in, its, done, calibrator, plan.seed());
  }

  private static BitSet rows(String name, Pool pool, Map<String, Done> done) {
    Done its = done.get(name);
    return its == null ? pool.rows(name) : its.kept();
  }

  private static BitSet run(PlannedStage planned, StageRun run, Pool pool) {
    removeDrafts(run.folder().path());
    Stage stage = planned.stage();
    Stage.Result result = stage.run(run);
    Decided decided = result.decided();
    SequencedMap<String, String> settings = stage.settings();
    settings.putAll(result.found());
    run.folder()
        .finish(
            new StageSummary(
                stage.kind(),
                planned.name(),
                planned.from(),
                run.in().cardinality(),
                decided.kept().cardinality(),
                decided.dropped(),
                settings,
                result.counters(),
                pool.weights()));
    return decided.kept();
  }

  /** What a killed run left half written. */
  private static void removeDrafts(Path stage) {
    if (!Files.isDirectory(stage)) {
      return;
    }
    try (Stream<Path> files = Files.list(stage)) {
      for (Path file : files.toList()) {
        String name = PathText.text(file.getFileName());
        if (name.startsWith(".") && name.endsWith(".part")) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(stage), IoReason.of(e)), e);
    }
  }
}
