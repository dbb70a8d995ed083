package io.github.dino4j.cli.option;

import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command has: where to print, and how much the user wants to read. */
@SuppressWarnings("NullAway.Init")
public abstract class DinoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  protected CommandLine line() {
    return spec.commandLine();
  }

  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  public PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Where remarks go that only a curious user wants, null otherwise. */
  public @Nullable PrintWriter remarks() {
    Object root = spec.root().userObject();
    return root instanceof Verbosity said && said.verbose() ? err() : null;
  }

  public Progress progress() {
    return new Progress(err(), Terminal.watched());
  }
}
