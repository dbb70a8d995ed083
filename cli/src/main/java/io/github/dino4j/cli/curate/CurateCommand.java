package io.github.dino4j.cli.curate;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dino4j curate}: names the commands below it. */
@Command(
    name = "curate",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Make a clean, balanced pretraining set of a raw pile of images.",
      "The shortest way: dino4j curate run --images PHOTOS -o DIR. Nothing of yours is changed or"
          + " moved."
    },
    subcommands = {
      RunCommand.class,
      FilterCommand.class,
      DedupCommand.class,
      RetrieveCommand.class,
      ClusterCommand.class,
      SampleCommand.class,
      LeaksCommand.class,
      CalibrateCommand.class
    })
public final class CurateCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
