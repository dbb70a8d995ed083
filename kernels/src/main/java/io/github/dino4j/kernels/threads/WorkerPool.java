package io.github.dino4j.kernels.threads;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.onednn.OneDnn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Threads that compute, on each of which oneDNN uses that thread alone: one a core, and spare ones
 * for when there are other processes. A worker is always the same thread. For one caller at a time.
 */
public final class WorkerPool implements AutoCloseable {
  private final int cores;
  private final List<ExecutorService> threads;
  private @Nullable ThreadAffinity affinity; // made when the first other processes are met

  /** Workers for {@code cores}; their threads start when they are needed. */
  public WorkerPool(int cores) {
    this.cores = cores;
    threads =
        Stream.generate(() -> Executors.newSingleThreadExecutor(WorkerPool::thread))
            .limit(ThreadAffinity.mostWorkers(cores))
            .toList();
  }

  private static Thread thread(Runnable work) {
    Runnable worker =
        () -> {
          OneDnn.useOneThread();
          work.run();
        };
    return Thread.ofPlatform().daemon().name("dino4j-worker").unstarted(worker);
  }

  public int cores() {
    return cores;
  }

  /** The number of workers, spare ones included. */
  public int most() {
    return threads.size();
  }

  /** Runs {@code work} once on each worker that is needed, and waits for all of them. */
  public void run(boolean contention, IntConsumer work) {
    if (contention && affinity == null) {
      affinity = new ThreadAffinity(cores, LinuxThread.cores());
    }
    ThreadAffinity places = affinity;
    int count = contention && places != null ? places.workers() : cores;
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int worker = i;
      running.add(
          threads
              .get(worker)
              .submit(() -> {
                if (places != null) {
                  place(places, worker, contention);
                }
                work.accept(worker);
              }));
    }
    running.forEach(WorkerPool::result);
  }

  private static void place(ThreadAffinity places, int worker, boolean contention) {
    if (contention) {
      places.take(worker);
    } else {
      places.leave(worker);
    }
  }

  /** Runs {@code work} on one worker: operations built there use one thread. */
  public <T> T call(Callable<T> work) {
    return result(threads.getFirst().submit(work));
  }

  /** Waits even if the caller is interrupted: workers write to memory that the caller owns. */
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
    threads.forEach(ExecutorService::close);
  }
}
