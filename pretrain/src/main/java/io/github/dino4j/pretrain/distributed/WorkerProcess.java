package io.github.dino4j.pretrain.distributed;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One process of several on this machine, and the last thing that it said. */
final class WorkerProcess {
  /** Above it, the exit code is a signal's. */
  private static final int SIGNAL = 128;

  private final int rank;
  private final Process process;
  private final CompletableFuture<String> lastLine;

  private WorkerProcess(int rank, Process process, CompletableFuture<String> lastLine) {
    this.rank = rank;
    this.process = process;
    this.lastLine = lastLine;
  }

  /** The first speaks for all: it gets the terminal. Of the others only errors are of interest. */
  static WorkerProcess start(int rank, ProcessBuilder builder) throws IOException {
    if (rank == 0) {
      return new WorkerProcess(
          rank, builder.inheritIO().start(), CompletableFuture.completedFuture(""));
    }
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    Executor thread = Thread.ofPlatform().daemon().name("worker-" + rank)::start;
    return new WorkerProcess(
        rank, process, CompletableFuture.supplyAsync(() -> lastLine(process), thread));
  }

  private static String lastLine(Process process) {
    String last = "";
    try (BufferedReader errors = process.errorReader()) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        last = line.isBlank() ? last : line.strip();
      }
    } catch (IOException e) {
      // it was killed while it spoke: what it said before is what there is
    }
    return last;
  }

  int rank() {
    return rank;
  }

  Process process() {
    return process;
  }

  /** Whether it ended without having done its work. */
  boolean isLost() {
    return !process.isAlive() && process.exitValue() > 1;
  }

  /**
   * The lower, the likelier it ended for reasons of its own: one that lost another is a victim, and
   * what the first said went to the terminal. Only for one that has ended.
   */
  int innocence() {
    return lastLine.join().contains(Collectives.LOST) ? 2 : rank == 0 ? 1 : 0;
  }

  /** For messages: {@code ended with exit code 2 (no space left)}. */
  String end() {
    int code = process.exitValue();
    String how =
        code > SIGNAL ? "was killed by signal " + (code - SIGNAL) : "ended with exit code " + code;
    String said = lastLine.join();
    return said.isEmpty() ? how : how + " (" + said + ")";
  }
}
