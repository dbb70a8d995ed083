package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.data.Shard;
import io.github.dino4j.pretrain.data.TrainingImages;
import io.github.dino4j.pretrain.data.ViewLoader;
import io.github.dino4j.pretrain.data.Views;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.report.Metrics;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.pretrain.schedule.Schedules;
import io.github.dino4j.pretrain.step.FrozenTeacher;
import io.github.dino4j.pretrain.step.StepReport;
import io.github.dino4j.pretrain.step.TrainingStep;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a run: data to steps to metrics, with a state saved at every milestone. What a step
 * does follows from the state and its iteration alone, so a run that was broken off anywhere goes
 * on from its last state as if nothing had happened.
 *
 * <p>Every process has one; the first of them writes. Owns the model until {@link #close()}, but
 * not the processes.
 */
public final class Trainer implements AutoCloseable {
  private final Run run;
  private final PretrainConfig config;
  private final Schedules schedules;
  private final TrainingStep training;
  private final long first;
  private @Nullable Logbook logbook; // of the first process alone, as soon as it trains

  /** How a run came to its end. */
  public enum End {
    FINISHED,
    STOPPED
  }

  /**
   * @param images to train on
   * @param processes that train together
   * @param listener hears of progress, in the first process
   */
  public record Run(
      RunFolder folder,
      PretrainConfig config,
      TrainingImages images,
      ProcessGroup processes,
      RunListener listener) {}

  /**
   * Makes the model, and takes over the last state of the folder or the initial weights. Writes
   * nothing yet.
   *
   * @throws DinoException if the state or the weights are damaged or of another configuration
   */
  public Trainer(Run run) {
    this.run = run;
    config = run.config();
    schedules = Schedules.of(config, run.processes().count());
    FrozenTeacher teacher = TeacherWeights.load(config, run.processes().device());
    if (teacher != null && writes()) {
      run.listener().told("the teacher computes in " + teacher.computation());
    }
    training = new TrainingStep(config, run.processes(), teacher);
    try {
      first = shared(writes() ? start() : 0);
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
  }

  private boolean writes() {
    return run.processes().rank() == 0;
  }

  /** From the last state, else from the weights that the configuration names, else afresh. */
  private long start() {
    OptionalLong last =
        new Checkpoints(run.folder().checkpoints()).load(training, run.listener()::remarked);
    String weights = config.student().pretrainedWeights();
    if (last.isPresent()) {
      return last.getAsLong();
    }
    if (!weights.isEmpty()) {
      run.listener().told(InitialWeights.load(weights, training));
    }
    return 0;
  }

  /** All processes go on from where the first one stands. */
  private long shared(long iteration) {
    if (run.processes().count() == 1) {
      return iteration;
    }
    try (Scope scope = Scope.open()) {
      training.state().values().forEach(run.processes()::broadcast);
      return run.processes().broadcast(Tensors.of(new long[] {iteration}, 1)).item_long();
    }
  }

  /**
   * Trains to the end; may be called once.
   *
   * @param probe judges the features from time to time, in the first process
   * @param stopWanted asked before every step; then the state is saved and the run ends early
   * @throws DinoException if numbers run away, a process is lost, or no image can be read; the last
   *     state stays
   */
  public End run(FeatureProbe probe, BooleanSupplier stopWanted) {
    logbook = writes() ? new Logbook(run, probe, first) : null;
    Shard share = new Shard(run.processes().rank(), run.processes().count());
    try (ViewLoader loader = new ViewLoader(run.images(), config, share, first)) {
      Stopwatch watch = new Stopwatch(logbook == null ? 0 : logbook.seconds());
      for (long iteration = first; ; iteration++) {
        Logbook.Phase phase = phase(iteration, stopWanted);
        if (logbook != null) {
          logbook.noteRejects(loader.rejects());
          logbook.pass(iteration, phase, training);
        }
        switch (phase) {
          case FINISHED -> {
            return End.FINISHED;
          }
          case STOPPED -> {
            return End.STOPPED;
          }
          case BETWEEN -> step(iteration, loader, watch);
        }
      }
    }
  }

  private Logbook.Phase phase(long iteration, BooleanSupplier stopWanted) {
    if (iteration >= schedules.iterations()) {
      return Logbook.Phase.FINISHED;
    }
    // A signal reaches processes at different steps; all must stop before the same one.
    boolean stop = run.processes().any(stopWanted.getAsBoolean());
    return stop ? Logbook.Phase.STOPPED : Logbook.Phase.BETWEEN;
  }

  private void step(long iteration, ViewLoader loader, Stopwatch watch) {
    Hyperparameters hyperparameters = schedules.at(iteration);
    double waitedBefore = loader.waitedSeconds();
    watch.start();
    Views views = loader.next();
    StepReport report;
    try (Scope scope = Scope.open()) {
      report = training.run(iteration, views.batches(), hyperparameters);
    }
    double seconds = watch.stop();
    if (logbook != null) {
      double images = (double) config.train().batchSize() * run.processes().count();
      double wait = (loader.waitedSeconds() - waitedBefore) / seconds;
      Metrics line =
          new Metrics(
              iteration, watch.total, images / seconds, Math.min(wait, 1), report, hyperparameters);
      logbook.note(line);
      run.listener().stepped(line, schedules.iterations());
    }
  }

  /** Training time of all sittings. */
  private static final class Stopwatch {
    private double total;
    private long begun;

    Stopwatch(double total) {
      this.total = total;
    }

    void start() {
      begun = System.nanoTime();
    }

    double stop() {
      double seconds = (System.nanoTime() - begun) / 1e9;
      total += seconds;
      return seconds;
    }
  }

  @Override
  public void close() {
    try (training) {
      if (logbook != null) {
        logbook.close();
      }
    }
  }
}
