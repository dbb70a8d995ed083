package io.github.dino4j.cli;

import java.io.Console;

/** Whether somebody watches the process. */
final class Terminal {
  private Terminal() {}

  /** True where both streams are a terminal. */
  static boolean watched() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
