package io.github.dino4j.cli;

import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.evaluate.EvaluateCommand;
import io.github.dino4j.cli.terminal.ErrorLine;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/** The process: arguments in, an exit code out. */
public final class Main {
  static {
    // The Parquet reader logs through SLF4J and nobody listens: that is no news to the user.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code: 0 done, 1 done but for some inputs or
   * evaluations, 2 wrong usage or nothing done.
   */
  public static void main(String[] args) {
    System.exit(run(writer(System.out), writer(System.err), Arguments.asTyped(args)));
  }

  /**
   * Runs one command inside this process.
   *
   * @param out receives what was asked for
   * @param err receives notes, progress and errors
   * @param args what the user typed after {@code dino4j}
   * @return the exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    int code = line(out, err, args).execute(args);
    out.flush();
    err.flush();
    return code;
  }

  /**
   * What parses and runs a command.
   *
   * @param args of the command
   */
  static CommandLine line(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new RootCommand());
    if (List.of(args).contains(EvaluateCommand.NAME)) {
      EvaluateCommand.addProtocols(
          Objects.requireNonNull(line.getSubcommands().get(EvaluateCommand.NAME)));
    }
    ErrorLine errors = new ErrorLine();
    return line.registerConverter(Path.class, PathText::path)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }
}
