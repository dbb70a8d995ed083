package io.github.dino4j.model.frozen;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.onednn.OneDnn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One thread for each core, on each of which oneDNN uses that thread alone. */
final class Lanes implements AutoCloseable {
  private final int cores;
  private final ExecutorService threads;

  /** One lane for each of {@code cores}, and a spare one. */
  Lanes(int cores) {
    this.cores = cores;
    threads = Executors.newFixedThreadPool(cores + 1, Lanes::thread);
  }

  private static Thread thread(Runnable work) {
    Runnable lane =
        () -> {
          OneDnn.useOneThread();
          work.run();
        };
    return Thread.ofPlatform().daemon().name("dino4j-lane").unstarted(lane);
  }

  int cores() {
    return cores;
  }

  /** Runs {@code work} once for each of {@code count} lanes and waits for all of them. */
  void run(int count, IntConsumer work) {
    List<Future<?>> lanes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int lane = i;
      lanes.add(threads.submit(() -> work.accept(lane)));
    }
    lanes.forEach(Lanes::result);
  }

  /** Runs {@code work} on one lane: operations built there use one thread. */
  <T> T call(Callable<T> work) {
    return result(threads.submit(work));
  }

  /** Waits even if the caller is interrupted: lanes write to memory that the caller owns. */
  private static <T> T result(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    return cause instanceof DinoException known
        ? known
        : new DinoException("frozen inference failed: " + cause, cause);
  }

  @Override
  public void close() {
    threads.close();
  }
}
