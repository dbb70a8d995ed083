package io.github.dino4j.cli;

import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What every command has: where to print, and how much the user wants to read. */
@SuppressWarnings("NullAway.Init")
abstract class DinoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @ParentCommand private RootCommand root;

  CommandLine line() {
    return spec.commandLine();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Where remarks go that only a curious user wants, null otherwise. */
  @Nullable PrintWriter remarks() {
    return root.verbose() ? err() : null;
  }

  Progress progress() {
    return new Progress(err(), Terminal.watched());
  }
}
