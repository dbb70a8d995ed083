package io.github.dino4j.pretrain.data;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.pretrain.config.PretrainConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the views of the coming iterations while the model computes: worker threads each take an
 * image, decode it once and make all its crops. What a batch holds follows from {@code train.seed},
 * the iteration and the process alone, whatever the number of threads and wherever the loader
 * began. A few batches are ready or under way at a time. Belongs to one thread, which closes it.
 */
public final class ViewLoader implements AutoCloseable {
  private static final int BATCHES_AHEAD = 2;
  private static final int IMAGES_AHEAD_A_THREAD = 2;
  private static final long PATIENCE_SECONDS = 60;

  private final Deque<List<Future<List<Crop>>>> ahead = new ArrayDeque<>();
  private final BatchPlan plan;
  private final CropMaker maker;
  private final ExecutorService workers;
  private final int batchesAhead;
  private long iteration;
  private long submitted;
  private long waitedNanos;

  /**
   * Begins to load.
   *
   * @param firstIteration whose views {@link #next} gives first
   * @throws DinoException if the configuration asks for views that cannot be made, or a process has
   *     no image
   */
  public ViewLoader(
      TrainingImages images, PretrainConfig config, Shard share, long firstIteration) {
    plan = BatchPlan.of(config, images.size(), share);
    maker = new CropMaker(images, plan.recipe());
    iteration = firstIteration;
    submitted = firstIteration;
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = Math.clamp(config.train().numWorkers(), 1, cores);
    batchesAhead =
        Math.max(BATCHES_AHEAD, Math.ceilDiv(IMAGES_AHEAD_A_THREAD * threads, plan.images()));
    workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("dino4j-views-", 0).factory());
    workAhead();
  }

  private void workAhead() {
    for (; submitted < iteration + batchesAhead; submitted++) {
      List<Future<List<Crop>>> batch = new ArrayList<>();
      for (int slot = 0; slot < plan.images(); slot++) {
        int image = plan.image(submitted, slot);
        long seed = plan.seeds().ofViews(submitted, slot);
        batch.add(workers.submit(() -> maker.crops(image, seed)));
      }
      ahead.add(batch);
    }
  }

  /**
   * The views of the next iteration; waits if the workers are behind.
   *
   * @throws DinoException if (nearly) no image can be read
   */
  public Views next() {
    List<Future<List<Crop>>> batch = ahead.remove();
    long start = System.nanoTime();
    List<List<Crop>> images = batch.stream().map(ViewLoader::await).toList();
    waitedNanos += System.nanoTime() - start;
    Views views = plan.views(iteration, images);
    iteration++;
    workAhead();
    return views;
  }

  private static List<Crop> await(Future<List<Crop>> crops) {
    try {
      return crops.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DinoException("interrupted while training images were loading", e);
    } catch (ExecutionException e) {
      throw unexpected(e.getCause());
    }
  }

  private static RuntimeException unexpected(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  /** How long {@link #next} has waited for data so far, in all. */
  public double waitedSeconds() {
    return waitedNanos / 1e9;
  }

  /** The images that could not be read so far and were replaced by others, each once. */
  public List<Reject> rejects() {
    return maker.rejects();
  }

  /** Stops the workers and waits until none is at work. */
  @Override
  public void close() {
    workers.shutdownNow();
    try {
      workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
