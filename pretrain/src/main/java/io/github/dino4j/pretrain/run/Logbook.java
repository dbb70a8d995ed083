package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.data.record.RejectsFile;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.probe.ProbeLog;
import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.pretrain.report.Metrics;
import io.github.dino4j.pretrain.report.MetricsLog;
import io.github.dino4j.pretrain.report.ReportPage;
import io.github.dino4j.pretrain.step.TrainingStep;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the first process writes: metrics at every step; states, the teacher, probes and the report
 * at milestones. A full disk loses none of what was written before, and does not end the run.
 */
final class Logbook implements AutoCloseable {
  private static final int REFERENCE_EPOCHS = 3;

  private final RunFolder folder;
  private final PretrainConfig config;
  private final InputChannels input;
  private final RunListener listener;
  private final FeatureProbe probe;
  private final Checkpoints checkpoints;
  private final MetricsLog metrics;
  private int rejected;
  private final Set<Path> unwritten = new HashSet<>();

  /**
   * @param next the first iteration still to be done: what was noted of later ones is dropped
   */
  Logbook(Trainer.Run run, FeatureProbe probe, long next) {
    folder = run.folder();
    config = run.config();
    input = StudentArchitecture.input(config);
    listener = run.listener();
    this.probe = probe;
    checkpoints = new Checkpoints(folder.checkpoints());
    metrics = MetricsLog.open(folder.metrics(), next);
  }

  /** Training time of all sittings so far. */
  double seconds() {
    return metrics.seconds();
  }

  void note(Metrics line) {
    tryOrWarn(folder.metrics(), () -> metrics.add(line));
  }

  /** Where a run stands before a step, or at its end. */
  enum Phase {
    BETWEEN,
    STOPPED,
    FINISHED
  }

  /**
   * Writes what is due before {@code iteration}.
   *
   * @throws DinoException if a run that stops leaves no state, or one that is finished no model
   */
  void pass(long iteration, Phase phase, TrainingStep training) {
    boolean judging = phase == Phase.FINISHED || due(iteration, probePeriod());
    if (!judging && phase == Phase.BETWEEN && !due(iteration, savePeriod())) {
      return;
    }
    if (iteration > 0 && !checkpoints.has(iteration)) {
      Runnable saving = () -> checkpoints.save(training, iteration, best());
      if (phase == Phase.STOPPED) {
        tryOrThrow(saving);
      } else {
        tryOrWarn(folder.checkpoints(), saving);
      }
    }
    writeTeacher(phase, training);
    if (judging && phase != Phase.STOPPED && !isEvaluated(iteration)) {
      tryOrWarn(folder.probes(), () -> evaluate(iteration, training.average().backbone()));
    }
    tryOrWarn(folder.report(), () -> ReportPage.write(folder.path(), training.computation()));
  }

  private void writeTeacher(Phase phase, TrainingStep training) {
    Runnable writing =
        () -> ModelConversion.write(training.average().backbone(), input, folder.teacher());
    if (phase == Phase.FINISHED) {
      tryOrThrow(writing);
    } else {
      tryOrWarn(folder.teacher(), writing);
    }
  }

  private void evaluate(long iteration, VisionTransformer average) {
    probe
        .evaluate(iteration, average)
        .ifPresent(result -> {
          checkpoints.prune(best());
          listener.probed(result);
        });
  }

  private boolean isEvaluated(long iteration) {
    return ProbeLog.read(folder.path()).stream().anyMatch(probe -> probe.iteration() == iteration);
  }

  /** The iteration whose features told classes apart best; none without classes. */
  private OptionalLong best() {
    ProbeResult best = null;
    for (ProbeResult probe : ProbeLog.read(folder.path())) {
      Double accuracy = probe.knnTop1();
      if (accuracy != null && (best == null || accuracy >= top(best))) {
        best = probe;
      }
    }
    return best == null ? OptionalLong.empty() : OptionalLong.of(best.iteration());
  }

  private static double top(ProbeResult probe) {
    return Objects.requireNonNull(probe.knnTop1());
  }

  private static boolean due(long iteration, long period) {
    return period > 0 && iteration % period == 0;
  }

  private long probePeriod() {
    return config.evaluation().evalPeriodIterations();
  }

  private long savePeriod() {
    int said = config.train().checkpointPeriodIterations();
    return said > 0 ? said : (long) REFERENCE_EPOCHS * config.train().epochLength();
  }

  /** Notes images that could not be read since the last time. */
  void noteRejects(List<Reject> rejects) {
    if (rejects.size() == rejected) {
      return;
    }
    rejected = rejects.size();
    tryOrWarn(folder.rejects(), () -> RejectsFile.write(folder.rejects(), rejects.iterator()));
    listener.remarked(
        "%s could not be read so far and others take their places; %s says why"
            .formatted(rejected == 1 ? "1 image" : rejected + " images", folder.rejects()));
  }

  /**
   * What cannot be written now can be written at the next milestone, so the run goes on; told once,
   * until it could be written again.
   */
  private void tryOrWarn(Path what, Runnable writing) {
    try {
      writing.run();
      unwritten.remove(what);
    } catch (DinoException e) {
      if (unwritten.add(what)) {
        listener.remarked(e.getMessage() + "; the run goes on and will try again");
      }
    }
  }

  /** Where there is no next milestone. */
  private static void tryOrThrow(Runnable writing) {
    try {
      writing.run();
    } catch (DinoException e) {
      throw new DinoException(
          e.getMessage() + "; then --resume goes on from the last state that was saved", e);
    }
  }

  @Override
  public void close() {
    metrics.close();
  }
}
