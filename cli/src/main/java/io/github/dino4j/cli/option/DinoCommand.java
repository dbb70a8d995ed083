package io.github.dino4j.cli.option;

import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.cli.terminal.Terminal;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.data.record.RejectsFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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

  /**
   * Tells of images that could not be read, where there are any.
   *
   * @param rejects the file that says why
   * @return what the command ends with
   */
  protected int report(long rejected, Path rejects) {
    if (rejected == 0) {
      return ExitCode.DONE;
    }
    err()
        .printf(
            "dino4j: %s could not be read; %s says why%n",
            Count.of(rejected, "image"), PathText.text(rejects));
    return ExitCode.PARTLY_DONE;
  }

  /** The same of images that are still to be listed in the file. */
  protected int report(List<Reject> rejects, Path file) {
    if (!rejects.isEmpty()) {
      RejectsFile.write(file, rejects.iterator());
    }
    return report(rejects.size(), file);
  }
}
