package io.github.dino4j.cli.option;

/** The root of all commands, which knows how much the user wants to read. */
public interface Verbosity {
  /** Whether to say what was chosen, and to show stack traces. */
  boolean verbose();
}
