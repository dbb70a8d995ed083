package io.github.dino4j.cli.terminal;

import io.github.dino4j.DinoException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line on the error stream; the stack trace shows with --verbose. */
public final class ErrorLine implements IExecutionExceptionHandler, IParameterExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
    print(e, line.getErr(), parsed.originalArgs().contains("--verbose"));
    return ExitCode.NOTHING_DONE;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String message = firstLine(e.getMessage());
    line.getErr()
        .println("dino4j: " + message + suggestion(e) + "; see dino4j " + path(line) + "--help");
    if (Arrays.asList(args).contains("--verbose")) {
      e.printStackTrace(line.getErr());
    }
    return ExitCode.NOTHING_DONE;
  }

  private static void print(Exception e, PrintWriter err, boolean verbose) {
    if (e instanceof DinoException) {
      err.println("dino4j: " + firstLine(e.getMessage()));
    } else {
      err.println(
          "dino4j: this is a fault of dino4j, please report it with the output of --verbose: "
              + firstLine(e.toString()));
    }
    if (verbose) {
      e.printStackTrace(err);
    }
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> near = unmatched.getSuggestions();
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  private static String path(CommandLine line) {
    CommandLine root = line.getParent();
    return root == null ? "" : path(root) + line.getCommandName() + " ";
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "no message" : message.lines().findFirst().orElse("no message");
  }
}
