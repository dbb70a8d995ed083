package io.github.dino4j.cli;

import io.github.dino4j.base.OutputPath;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.scenes.SceneDataset;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dino4j scenes}: pictures with full ground truth, from nothing. */
@Command(
    name = "scenes",
    mixinStandardHelpOptions = true,
    description = {
      "Render scenes with class, instance, mask, depth, near-duplicate and camera labels.",
      "The same seed always gives the same pictures."
    })
@SuppressWarnings("NullAway.Init")
final class ScenesCommand extends DinoCommand {
  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The folder to make.")
  private Path output;

  @Option(
      names = "--count",
      defaultValue = "200",
      paramLabel = "N",
      description = "How many scenes. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Which scenes. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--size",
      defaultValue = "128",
      paramLabel = "N",
      description = "Side of a picture in pixels. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Override
  public Integer call() {
    OutputPath.requireFolder(output);
    SceneDataset dataset = new SceneDataset(count, seed, size);
    try (Progress progress = progress()) {
      dataset.write(output, done -> progress.show(new Progress.State(done, 0, count, "scenes")));
    }
    out().printf("%s: %s; its README.md says what lies where%n", output, Count.of(count, "scene"));
    return ExitCode.DONE;
  }
}
