package io.github.dino4j.cli.terminal;

import java.io.Console;

/** Whether somebody watches the process. */
public final class Terminal {
  private Terminal() {}

  /** True where both streams are a terminal. */
  public static boolean watched() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
