package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.cli.option.DeviceOption;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.cli.terminal.PretrainProgress;
import io.github.dino4j.cli.terminal.StopSignal;
import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.Presets;
import io.github.dino4j.pretrain.distributed.LocalWorkers;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.run.Pretraining;
import io.github.dino4j.pretrain.run.RunFolder;
import io.github.dino4j.pretrain.run.Trainer;
import io.github.dino4j.torch.ComputeDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j pretrain}: images in, a model of one's own out. */
@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    description = {
      "Train a DINOv2 on images of your own, without labels.",
      "Ctrl-C saves and stops; --resume goes on where a run was stopped or killed.",
      "Many machines: start it once in each process, with RANK, WORLD_SIZE, MASTER_ADDR and"
          + " MASTER_PORT set; with several GPUs a machine, LOCAL_RANK numbers the one to take."
    })
@SuppressWarnings("NullAway.Init")
final class PretrainCommand extends DinoCommand {
  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Folders, lists (.txt), manifests (.csv, .tsv, .parquet) and tar shards"
              + " (shard-{000..012}.tar).")
  private List<String> data = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "RUN",
      description =
          "The folder of the run: checkpoints, metrics, report.html and teacher.safetensors, which"
              + " the other commands take by --model.")
  private Path output;

  @Option(
      names = "--config",
      paramLabel = "PRESET|FILE",
      description =
          "A preset (photos, thumbnails, demo, vits14, high-resolution, distill) or a YAML file of"
              + " the reference's keys; given again, the later one is laid over. Default: "
              + Presets.USUAL
              + ".")
  private List<String> layers = List.of(Presets.USUAL);

  @Option(
      names = "--evaluate",
      paramLabel = "LINE",
      description =
          "Evaluate the model when training has ended: what dino4j evaluate takes, without --model"
              + " and -o, as one argument: 'knn --train A --test B k=20'. The report comes to"
              + " RUN/evaluation; may be given several times.")
  private List<String> evaluations = List.of();

  @Parameters(
      arity = "0..*",
      paramLabel = "key=value",
      description = "Single keys, laid over everything: optim.base_lr=0.002.")
  private List<String> overrides = List.of();

  @Option(names = "--resume", description = "Go on with the run in the folder.")
  private boolean resume;

  @Option(
      names = "--dry-run",
      description = "Say what would be done, with every key of the configuration, and do nothing.")
  private boolean dryRun;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Processes on this machine that train together, each on a GPU of its own where they train"
              + " on GPUs. Default: ${DEFAULT-VALUE}.")
  private int workers = 1;

  @Mixin private DeviceOption device = new DeviceOption();

  @Override
  public Integer call() {
    RunFolder folder = new RunFolder(output);
    ComputeDevice device = this.device.resolved();
    Pretraining pretraining = pretraining(folder).on(device);
    FinalEvaluations evaluations = new FinalEvaluations(pretraining, this);
    boolean evaluates = LocalWorkers.speaksForAll();
    if (evaluates) {
      evaluations.check();
    }
    if (dryRun) {
      return describe(pretraining, device);
    }
    int code = train(pretraining, device);
    return evaluates && code == ExitCode.DONE ? evaluations.run(device) : code;
  }

  private int train(Pretraining pretraining, ComputeDevice device) {
    if (workers != 1 && !LocalWorkers.isWorker()) {
      pretraining.check(workers, device);
      return LocalWorkers.run(
          workers, Main.class, line().getParent().getParseResult().originalArgs());
    }
    try (ProcessGroup processes = ProcessGroup.fromEnvironment(System.getenv(), device)) {
      return train(pretraining, processes);
    }
  }

  private Pretraining pretraining(RunFolder folder) {
    if (!resume) {
      return Pretraining.begin(folder, config(), data);
    }
    if (!overrides.isEmpty()
        || !evaluations.isEmpty()
        || line().getParseResult().hasMatchedOption("--config")) {
      throw new DinoException(
          "a run goes on with the configuration that it was begun with: leave --config, --evaluate"
              + " and key=value away, or begin a new run from this one by student.pretrained_weights="
              + output);
    }
    return Pretraining.resume(folder, data);
  }

  private ConfigFile config() {
    ConfigFile config = ConfigFile.defaults();
    for (String layer : layers) {
      config = Presets.lay(layer, config);
    }
    config = config.with(overrides);
    return evaluations.isEmpty()
        ? config
        : config.with(
            "--evaluate", Json.compact(Map.of("evaluation", Map.of("at_end", evaluations))));
  }

  private int describe(Pretraining pretraining, ComputeDevice device) {
    pretraining
        .plan(workers, device)
        .lines()
        .forEach((name, text) -> out().printf("%-8s %s%n", name, text));
    out().printf("%-8s %s%n", "device", device);
    out().printf("%n%s", pretraining.config().yaml());
    return ExitCode.DONE;
  }

  private int train(Pretraining pretraining, ProcessGroup processes) {
    try (PretrainProgress progress = new PretrainProgress(progress());
        StopSignal stop = new StopSignal()) {
      Trainer.End end = pretraining.run(processes, progress, stop::isGiven);
      if (processes.rank() == 0) {
        progress.say(end, pretraining.folder());
      }
      return end == Trainer.End.FINISHED ? ExitCode.DONE : ExitCode.STOPPED;
    }
  }
}
