package io.github.dino4j.cli;

import io.github.dino4j.cli.curate.CurateCommand;
import io.github.dino4j.cli.evaluate.ClassifyCommand;
import io.github.dino4j.cli.evaluate.DepthCommand;
import io.github.dino4j.cli.evaluate.EvaluateCommand;
import io.github.dino4j.cli.evaluate.SegmentCommand;
import io.github.dino4j.cli.option.Verbosity;
import io.github.dino4j.cli.search.IndexCommand;
import io.github.dino4j.cli.search.SearchCommand;
import io.github.dino4j.cli.terminal.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code dino4j}: names the commands and holds the options that all of them share. */
@Command(
    name = "dino4j",
    description = "DINOv2 on the JVM: features and pictures of images, and training on your own.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      EmbedCommand.class,
      IndexCommand.class,
      SearchCommand.class,
      PcaCommand.class,
      AttentionCommand.class,
      MatchCommand.class,
      SimilarCommand.class,
      ModelsCommand.class,
      ScenesCommand.class,
      DemoCommand.class,
      CurateCommand.class,
      PretrainCommand.class,
      EvaluateCommand.class,
      ClassifyCommand.class,
      SegmentCommand.class,
      DepthCommand.class,
      RehearseCommand.class
    })
final class RootCommand implements Runnable, Verbosity {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Say what was chosen (device, precision, threads) and show stack traces.")
  private boolean verbose;

  @Override
  public boolean verbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
