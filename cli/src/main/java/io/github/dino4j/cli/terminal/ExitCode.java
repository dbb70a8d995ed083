package io.github.dino4j.cli.terminal;

/** What the process says when it ends. */
public final class ExitCode {
  public static final int DONE = 0;

  /** All was done but for some inputs that were rejected, or some evaluations that failed. */
  public static final int PARTLY_DONE = 1;

  static final int NOTHING_DONE = 2;

  /** A run was stopped by a signal, and can go on. */
  public static final int STOPPED = 130;

  private ExitCode() {}
}
