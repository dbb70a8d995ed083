package io.github.dino4j.cli;

/** What the process says when it ends. */
final class ExitCode {
  static final int DONE = 0;
  static final int SOME_REJECTED = 1;
  static final int NOTHING_DONE = 2;

  /** A run was stopped by a signal, and can go on. */
  static final int STOPPED = 130;

  private ExitCode() {}
}
