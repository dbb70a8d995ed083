package io.github.dino4j.data.record;

import io.github.dino4j.DinoException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead: worker threads turn records into values while the model computes, and the values
 * come out in the order of the source. At most {@code lookAhead} records are under way or waiting.
 * A record whose loading throws a {@link DinoException} comes out as a reject in its place; any
 * other error ends the iteration and is thrown by {@link #next}. Belongs to one thread; closing it
 * early stops the workers and closes the stream.
 *
 * @param <T> what a record is turned into
 */
public final class ImageLoader<T> implements Iterator<Loaded<T>>, AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Future<Loaded<T>> end = new CompletableFuture<>();
  private final BlockingQueue<Future<Loaded<T>>> queue;
  private final RecordStream records;
  private final BiFunction<ImageRecord, Long, T> load;
  private final ExecutorService workers;
  private final Thread feeder;
  private @Nullable Future<Loaded<T>> head;

  /**
   * Starts loading. The loader owns the stream and closes it.
   *
   * @param load called from several threads at once
   */
  public ImageLoader(RecordStream records, Function<ImageRecord, T> load, LoaderOptions options) {
    this(records, (record, _) -> load.apply(record), options);
  }

  private ImageLoader(
      RecordStream records, BiFunction<ImageRecord, Long, T> load, LoaderOptions options) {
    this.records = records;
    this.load = load;
    this.queue = new ArrayBlockingQueue<>(options.lookAhead());
    this.workers =
        Executors.newFixedThreadPool(
            options.threads(), Thread.ofPlatform().daemon().name("dino4j-load-", 0).factory());
    this.feeder = Thread.ofPlatform().daemon().name("dino4j-feed").start(this::feed);
  }

  /**
   * The same where a value depends on the place of its record too, as a random crop does.
   *
   * @param load of a record and its place in the stream, from 0 on; called from several threads at
   *     once
   */
  public static <T> ImageLoader<T> byPlace(
      RecordStream records, BiFunction<ImageRecord, Long, T> load, LoaderOptions options) {
    return new ImageLoader<>(records, load, options);
  }

  private void feed() {
    try (records) {
      Future<Loaded<T>> last = end;
      try {
        for (long i = 0; records.hasNext(); i++) {
          ImageRecord record = records.next();
          long place = i;
          queue.put(workers.submit(() -> load(record, place)));
        }
      } catch (RuntimeException | Error e) {
        last = CompletableFuture.failedFuture(e);
      }
      queue.put(last);
    } catch (InterruptedException _) {
      // Closed early: nobody waits for what would come.
    }
  }

  private Loaded<T> load(ImageRecord record, long place) {
    try {
      return new Loaded.Ready<>(record, load.apply(record, place));
    } catch (DinoException e) {
      return new Loaded.Rejected<>(record, Reject.of(record, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public boolean hasNext() {
    return head() != end;
  }

  /**
   * The next record's outcome, waiting for it.
   *
   * @throws RuntimeException what the source or the given function threw unexpectedly
   */
  @Override
  public Loaded<T> next() {
    Future<Loaded<T>> future = head();
    if (future == end) {
      throw new NoSuchElementException();
    }
    head = null;
    try {
      return future.get();
    } catch (InterruptedException e) {
      head = end;
      throw interrupted(e);
    } catch (ExecutionException e) {
      head = end;
      throw unexpected(e.getCause());
    }
  }

  private Future<Loaded<T>> head() {
    Future<Loaded<T>> first = head;
    if (first == null) {
      try {
        first = queue.take();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      head = first;
    }
    return first;
  }

  private static DinoException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new DinoException("interrupted while images were loading", e);
  }

  private static RuntimeException unexpected(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  /** Stops the workers and waits until none is at work. */
  @Override
  public void close() {
    head = end;
    feeder.interrupt();
    workers.shutdownNow();
    try {
      feeder.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
