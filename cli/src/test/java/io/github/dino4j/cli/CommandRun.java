package io.github.dino4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One command run inside the test's process.
 *
 * @param code the exit code
 * @param out what was asked for
 * @param err notes and errors
 */
record CommandRun(int code, String out, String err) {
  static CommandRun of(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] typed = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      typed[i] = String.valueOf(args[i]);
    }
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), typed);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
