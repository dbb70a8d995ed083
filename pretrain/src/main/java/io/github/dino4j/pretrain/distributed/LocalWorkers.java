package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One command as several processes of this machine, which share its cores and find each other as
 * the processes of any PyTorch job do.
 *
 * <p>The first one has this process's terminal. All of them end when one is lost or when this
 * process is stopped; each gets SIGTERM then, so that it can write its checkpoint (on Ctrl-C the
 * terminal has sent it SIGINT already). When this process is killed outright they notice too.
 */
public final class LocalWorkers {
  /** How long workers may take to end by themselves when another one is lost. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** How long they may take to write a checkpoint when they are stopped. */
  private static final Duration LONG_GRACE = Duration.ofMinutes(2);

  private final List<WorkerProcess> workers = new ArrayList<>();
  private final BlockingQueue<WorkerProcess> ended = new LinkedBlockingQueue<>();
  private volatile boolean stopped;

  private LocalWorkers() {}

  /** Whether this process is one of several, by whatever it was started. */
  public static boolean isWorker() {
    return System.getenv(JobEnvironment.RANK) != null;
  }

  /**
   * Whether this process speaks for all that train together, before and after they do: the one that
   * starts workers, the first of those that another launcher started, or the only one.
   */
  public static boolean speaksForAll() {
    String rank = System.getenv(JobEnvironment.RANK);
    return rank == null || (rank.strip().equals("0") && !ParentWatch.isWatched(System.getenv()));
  }

  /**
   * Starts the workers, with this process's class path and Java flags, and waits for their end.
   *
   * @param count how many
   * @param main the class to start, as this process was
   * @param arguments for it; a worker finds {@link #isWorker} true
   * @return the largest exit code, 0 or 1: a worker that ends with more is lost
   * @throws DinoException naming the worker that was lost, after the end of all
   */
  public static int run(int count, Class<?> main, List<String> arguments) {
    if (count < 1) {
      throw new DinoException("there must be at least one worker, not " + count);
    }
    LocalWorkers workers = new LocalWorkers();
    Thread hook = new Thread(workers::stop, "stop-workers");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      workers.start(new WorkerCommand(count, main, arguments));
      return workers.await();
    } catch (InterruptedException e) {
      workers.stop();
      Thread.currentThread().interrupt();
      throw new DinoException("the workers were ended: waiting for them was interrupted", e);
    } finally {
      workers.forget(hook);
    }
  }

  private void start(WorkerCommand command) {
    try {
      for (int rank = 0; rank < command.count(); rank++) {
        WorkerProcess worker = WorkerProcess.start(rank, command.builder(rank));
        workers.add(worker);
        worker.process().onExit().thenRun(() -> ended.add(worker));
      }
    } catch (IOException e) {
      stop();
      throw new DinoException("no worker can be started: " + e.getMessage(), e);
    }
  }

  private int await() throws InterruptedException {
    for (int i = 0; i < workers.size(); i++) {
      WorkerProcess worker = ended.take();
      if (worker.isLost() && !stopped) {
        throw end(worker);
      }
    }
    return workers.stream().mapToInt(worker -> worker.process().exitValue()).max().orElseThrow();
  }

  /** Lets the others end, and tells which one was at fault. */
  private DinoException end(WorkerProcess first) throws InterruptedException {
    await(workers, GRACE);
    WorkerProcess lost =
        Stream.concat(Stream.of(first), workers.stream())
            .filter(WorkerProcess::isLost)
            .min(Comparator.comparingInt(WorkerProcess::innocence))
            .orElseThrow();
    workers.forEach(worker -> worker.process().destroy());
    await(workers, GRACE);
    workers.forEach(worker -> worker.process().destroyForcibly());
    return new DinoException(
        "process %d of %d %s; the others have ended with it: go on from the last checkpoint"
            .formatted(lost.rank(), workers.size(), lost.end()));
  }

  /** On Ctrl-C and SIGTERM: workers write their checkpoints and end. */
  private void stop() {
    stopped = true;
    workers.forEach(worker -> worker.process().destroy());
    try {
      await(workers, LONG_GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.forEach(worker -> worker.process().destroyForcibly());
  }

  private static void await(List<WorkerProcess> workers, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (WorkerProcess worker : workers) {
      boolean ignored =
          worker.process().waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private void forget(Thread hook) {
    if (!stopped) {
      try {
        boolean ignored = Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        stopped = true; // the hook has begun in this very moment
      }
    }
  }
}
