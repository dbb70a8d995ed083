package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.PathText;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.data.TrainingImages;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.probe.Probe;
import io.github.dino4j.pretrain.probe.ProbeLog;
import io.github.dino4j.pretrain.report.ReportPage;
import io.github.dino4j.pretrain.step.StepComputation;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Pretraining from a folder of images to a folder with a model: checks everything that can be
 * checked before time is spent, then trains.
 *
 * @param folder of the run
 * @param config of the run
 * @param data inputs, in the words of {@link io.github.dino4j.data.collection.ImageSource}
 * @param resumed whether the folder holds the run already
 */
public record Pretraining(RunFolder folder, ConfigFile config, List<String> data, boolean resumed) {

  /**
   * A new run.
   *
   * @throws DinoException if the folder is not free
   */
  public static Pretraining begin(RunFolder folder, ConfigFile config, List<String> data) {
    folder.requireFresh();
    if (data.isEmpty()) {
      throw new DinoException("--data is missing: name a folder, list, manifest or tar shards");
    }
    return new Pretraining(folder, TeacherWeights.located(config), absolute(data), false);
  }

  /**
   * A run that was stopped or killed, with the configuration and the data that it was begun with.
   *
   * @param data where the data lies now; empty if it is where it was
   * @throws DinoException if the folder holds no run
   */
  public static Pretraining resume(RunFolder folder, List<String> data) {
    folder.requireRun();
    List<String> said = data.isEmpty() ? RunRecord.read(folder.record()).data() : absolute(data);
    return new Pretraining(folder, ConfigFile.defaults().with(folder.config()), said, true);
  }

  private static List<String> absolute(List<String> data) {
    if (data.contains("-")) {
      throw new DinoException(
          "--data -: a run goes through its images again and again, and --resume needs them too: write the list to a .txt file and name that");
    }
    return data.stream()
        .map(name -> PathText.text(PathText.path(name).toAbsolutePath().normalize()))
        .toList();
  }

  /**
   * The same run, with what its configuration leaves to the device, and to a frozen teacher,
   * decided for these.
   *
   * @throws DinoException if there is no such teacher
   */
  public Pretraining on(ComputeDevice device) {
    return new Pretraining(folder, TeacherWeights.decided(config.on(device)), data, resumed);
  }

  /**
   * What the run would be, without beginning it.
   *
   * @throws DinoException if it could not work
   */
  public TrainingPlan plan(int processes, ComputeDevice device) {
    return plan(TrainingImages.index(data), processes, device);
  }

  private TrainingPlan plan(TrainingImages images, int processes, ComputeDevice device) {
    PretrainConfig decided = config.config();
    return new TrainingPlan(
        decided,
        images.size(),
        processes,
        StepComputation.of(decided, device),
        TeacherWeights.planOf(decided));
  }

  /**
   * Makes sure, before processes are started for it, that the run can begin: what is wrong is told
   * once then, not by each of them.
   *
   * @throws DinoException in one line, if it cannot
   */
  public void check(int processes, ComputeDevice device) {
    folder.requireUnused();
    TrainingPlan ignored = plan(processes, device);
    if (resumed) {
      RunRecord.read(folder.record()).requireSame(TrainingImages.index(data), processes);
    }
  }

  /**
   * Trains, in every process, on the device of the processes. The first of them has the folder for
   * itself meanwhile, and writes nothing into it before all is ready for the first step.
   *
   * @param stopWanted asked before every step
   * @throws DinoException in one line, if it cannot begin or go on
   */
  public Trainer.End run(ProcessGroup processes, RunListener listener, BooleanSupplier stopWanted) {
    return on(processes.device()).train(processes, listener, stopWanted);
  }

  /** Writes the report of the run anew: evaluations have come to the folder. */
  public void writeReport(ComputeDevice device) {
    ReportPage.write(folder.path(), StepComputation.of(config.config(), device));
  }

  private Trainer.End train(
      ProcessGroup processes, RunListener listener, BooleanSupplier stopWanted) {
    boolean writes = processes.rank() == 0;
    if (writes) {
      folder.requireUnused();
    }
    TrainingImages images = TrainingImages.index(data);
    var run = new Trainer.Run(folder, config.config(), images, processes, listener);
    TrainingPlan plan = plan(images, processes.count(), processes.device());
    if (writes) {
      return runFirst(run, plan, stopWanted);
    }
    try (Trainer trainer = new Trainer(run)) {
      return trainer.run(FeatureProbe.none(), stopWanted);
    }
  }

  private Trainer.End runFirst(Trainer.Run run, TrainingPlan plan, BooleanSupplier stopWanted) {
    try (LockFile lock = folder.take()) {
      remarkOn(lock, run.listener());
      RunRecord record = record(run, plan);
      run.listener().told("computing in " + plan.computation());
      if (plan.teacher() != null) {
        run.listener().told("the teacher is " + plan.teacher().describe());
      }
      prepare(run, record);
      requireSpace(plan);
      try (Trainer trainer = new Trainer(run)) {
        FeatureProbe probe = probe(run);
        if (!resumed) {
          folder.write(folder.config(), config.yaml());
          folder.write(folder.record(), record.json());
        }
        return trainer.run(probe, stopWanted);
      }
    }
  }

  private void remarkOn(LockFile lock, RunListener listener) {
    if (lock.strength() == LockFile.Strength.NONE) {
      listener.remarked(
          "the file system of %s has no locks: take care that no other process trains in it"
              .formatted(folder.path()));
    }
  }

  private RunRecord record(Trainer.Run run, TrainingPlan plan) {
    return new RunRecord(
        data,
        run.images().size(),
        run.images().fingerprint(),
        run.config().train().seed(),
        run.processes().count(),
        run.processes().device().toString(),
        Torch.threads(),
        plan.computation().toString(),
        TeacherWeights.hashOf(run.config()),
        RunRecord.Versions.here());
  }

  private void prepare(Trainer.Run run, RunRecord record) {
    if (!resumed) {
      folder.requireNoRun(); // another process may have begun and ended one since begin()
      return;
    }
    RunRecord begun = RunRecord.read(folder.record());
    begun.requireSame(run.images(), run.processes().count());
    begun.requireSameTeacher(record.teacher());
    begun.difference(record).ifPresent(run.listener()::told);
    keepThreads(begun, record, run.listener());
  }

  /** The last bits of a sum depend on how many threads share it. */
  private static void keepThreads(RunRecord begun, RunRecord now, RunListener listener) {
    if (begun.threads() != now.threads()) {
      Torch.setThreads(begun.threads());
      listener.told(
          "going on with %d threads, not %d, as the run was begun: its numbers depend on it"
              .formatted(begun.threads(), now.threads()));
    }
  }

  private void requireSpace(TrainingPlan plan) {
    try {
      long free = Files.getFileStore(folder.path()).getUsableSpace() >> 20;
      double needed = plan.diskMib() - new Checkpoints(folder.checkpoints()).mib();
      if (free < needed) {
        throw new DinoException(
            "%s has %,d MiB free and the checkpoints of this run need %,.0f more: make room or choose another disk by -o"
                .formatted(folder.path(), free, needed));
      }
    } catch (IOException e) {
      throw new DinoException("%s cannot be used: %s".formatted(folder.path(), IoReason.of(e)), e);
    }
  }

  private FeatureProbe probe(Trainer.Run run) {
    Probe probe = Probe.of(run.config(), data, run.config().train().seed());
    run.listener().told(probe.describe());
    Probe beside = besideTeacher(probe, run.config());
    return (iteration, average) -> beside.run(iteration, average, folder.path());
  }

  /** The features of a frozen teacher are judged once in a run. */
  private Probe besideTeacher(Probe probe, PretrainConfig config) {
    Optional<Double> known = ProbeLog.teacherTop1(folder.path());
    if (known.isPresent()) {
      return probe.beside(known.get());
    }
    try (TeacherWeights weights = TeacherWeights.open(config).orElse(null)) {
      if (weights == null) {
        return probe;
      }
      try (VisionTransformer teacher = weights.transformer()) {
        return probe.beside(teacher);
      }
    }
  }
}
