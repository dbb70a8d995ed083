package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.data.TrainingImages;
import io.github.dino4j.pretrain.distributed.Processes;
import io.github.dino4j.pretrain.probe.Probe;
import io.github.dino4j.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Pretraining from a folder of images to a folder with a model: checks everything that can be
 * checked before time is spent, then trains.
 *
 * @param folder of the run
 * @param config of the run
 * @param data inputs, in the words of {@link io.github.dino4j.image.source.ImageSource}
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
    return new Pretraining(folder, config, absolute(data), false);
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
    return data.stream()
        .map(name -> Path.of(name).toAbsolutePath().normalize().toString())
        .toList();
  }

  /**
   * What the run would be, without beginning it.
   *
   * @throws DinoException if it could not work
   */
  public TrainingPlan plan(int processes) {
    return new TrainingPlan(config.config(), TrainingImages.index(data).size(), processes);
  }

  /**
   * Trains, in every process, on the device of the processes.
   *
   * @param stopWanted asked before every step
   * @throws DinoException in one line, if it cannot begin or go on
   */
  public Trainer.End run(Processes processes, RunListener listener, BooleanSupplier stopWanted) {
    PretrainConfig resolved = config.config();
    TrainingImages images = TrainingImages.index(data);
    TrainingPlan plan = new TrainingPlan(resolved, images.size(), processes.count());
    boolean writes = processes.rank() == 0;
    if (writes) {
      prepareFolder(plan, record(images, processes), listener);
    }
    var run = new Trainer.Run(folder, resolved, images, processes, listener);
    try (Trainer trainer =
        new Trainer(run, writes ? probe(resolved, listener) : FeatureProbe.none())) {
      return trainer.run(stopWanted);
    }
  }

  private RunRecord record(TrainingImages images, Processes processes) {
    return new RunRecord(
        data,
        images.size(),
        images.fingerprint(),
        config.config().train().seed(),
        processes.count(),
        processes.device().toString(),
        Torch.threads(),
        RunRecord.Versions.here());
  }

  private void prepareFolder(TrainingPlan plan, RunRecord record, RunListener listener) {
    if (resumed) {
      RunRecord begun = RunRecord.read(folder.record());
      begun.requireSame(record);
      tellOfDevice(begun, record, listener);
      keepThreads(begun, record, listener);
    }
    requireSpace(plan);
    if (!resumed) {
      folder.write(folder.config(), config.yaml());
      folder.write(folder.record(), record.json());
    }
  }

  private static void tellOfDevice(RunRecord begun, RunRecord now, RunListener listener) {
    if (!begun.device().equals(now.device())) {
      listener.told(
          "going on on %s, the run was begun on %s: its numbers will differ from those that it would have had there"
              .formatted(now.device(), begun.device()));
    }
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
      Path there = folder.path().toAbsolutePath();
      while (!Files.exists(there)) {
        there = there.resolve("..").normalize();
      }
      long free = Files.getFileStore(there).getUsableSpace() >> 20;
      double needed = 3 * plan.checkpointMib();
      if (free < needed) {
        throw new DinoException(
            "%s has %,d MiB free and the checkpoints of this run need %,.0f: make room or choose another disk by -o"
                .formatted(folder.path(), free, needed));
      }
    } catch (IOException e) {
      throw new DinoException(folder.path() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private FeatureProbe probe(PretrainConfig resolved, RunListener listener) {
    Probe probe = Probe.of(resolved, data, resolved.train().seed());
    listener.told(probe.describe());
    return (iteration, teacher) -> probe.run(iteration, teacher, folder.path());
  }
}
