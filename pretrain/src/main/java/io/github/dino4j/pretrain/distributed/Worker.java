package io.github.dino4j.pretrain.distributed;

import java.io.BufferedReader;
import java.io.IOException;

/** One process of several on this machine, and the last thing that it said. */
final class Worker {
  /** Above it, the exit code is a signal's. */
  private static final int SIGNAL = 128;

  private final int rank;
  private final Process process;
  private volatile String lastLine = "";

  private Worker(int rank, Process process) {
    this.rank = rank;
    this.process = process;
  }

  /** The first speaks for all: it gets the terminal. Of the others only errors are of interest. */
  static Worker start(int rank, ProcessBuilder builder) throws IOException {
    if (rank == 0) {
      return new Worker(rank, builder.inheritIO().start());
    }
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    Worker worker = new Worker(rank, process);
    Thread.ofPlatform().daemon().name("worker-" + rank).start(worker::listen);
    return worker;
  }

  private void listen() {
    try (BufferedReader errors = process.errorReader()) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        lastLine = line.isBlank() ? lastLine : line.strip();
      }
    } catch (IOException e) {
      // it was killed while it spoke: what it said before is what there is
    }
  }

  int rank() {
    return rank;
  }

  Process process() {
    return process;
  }

  /** Whether it ended without having done its work. */
  boolean isLost() {
    return process.exitValue() > 1;
  }

  /**
   * The lower, the likelier it ended for reasons of its own: one that lost another is a victim, and
   * what the first said went to the terminal.
   */
  int innocence() {
    return lastLine.contains(GlooProcesses.LOST) ? 2 : rank == 0 ? 1 : 0;
  }

  /** For messages: {@code ended with exit code 2 (no space left)}. */
  String end() {
    int code = process.exitValue();
    String how =
        code > SIGNAL ? "was killed by signal " + (code - SIGNAL) : "ended with exit code " + code;
    return lastLine.isEmpty() ? how : how + " (" + lastLine + ")";
  }
}
