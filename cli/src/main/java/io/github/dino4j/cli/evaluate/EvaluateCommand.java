package io.github.dino4j.cli.evaluate;

import io.github.dino4j.evaluate.protocol.KnnProtocol;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dino4j evaluate}: how good a model is for a job, one protocol a subcommand. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "PROTOCOL",
    description = {
      "Say how good a model's frozen features are for a job, with intervals and pictures.",
      "Features are computed once and kept, so a second protocol on the same images begins at once."
    },
    subcommands = {EvaluateCommand.Knn.class})
public final class EvaluateCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a protocol is missing: " + String.join(", ", spec.subcommands().keySet()));
  }

  @Command(
      name = "knn",
      mixinStandardHelpOptions = true,
      description = "Name classes by those of the nearest training images; nothing is trained.")
  static final class Knn extends ProtocolCommand {
    Knn() {
      super(new KnnProtocol());
    }
  }
}
