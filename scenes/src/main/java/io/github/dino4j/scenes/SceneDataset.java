package io.github.dino4j.scenes;

import io.github.dino4j.DinoException;
import io.github.dino4j.scenes.composition.SceneGenerator;
import io.github.dino4j.scenes.render.Renderer;
import io.github.dino4j.scenes.render.Rendering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The first {@code count} scenes of a seed, as pictures of one size: in memory or as a folder. The
 * pixels depend on nothing else, neither on the machine nor on the number of threads.
 *
 * @param count scenes, from 1
 * @param seed any number
 * @param size side of the pictures in pixels, 8 to 2048
 */
public record SceneDataset(int count, long seed, int size) {
  private static final int MOST = 1_000_000;

  /**
   * @throws DinoException if the count or the size is out of range
   */
  public SceneDataset {
    if (count < 1 || count > MOST) {
      throw new DinoException("%d scenes cannot be made; choose 1 to %d".formatted(count, MOST));
    }
    if (size < Renderer.SMALLEST || size > Renderer.LARGEST) {
      throw new DinoException(
          "scenes of %d pixels cannot be drawn; choose %d to %d"
              .formatted(size, Renderer.SMALLEST, Renderer.LARGEST));
    }
  }

  /** All scenes drawn, in order, on all cores; holds {@code 24 * size * size} bytes for each. */
  public List<Rendering> render() {
    SceneGenerator generator = new SceneGenerator(seed);
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> Renderer.render(generator.scene(i), size))
        .toList();
  }

  /**
   * Draws all scenes on all cores and writes them with their labels as a folder. {@link SceneLabel}
   * describes the labels; a README in the folder describes the files. The folder appears under its
   * name when it is whole; until then it is {@code FOLDER.partial}.
   *
   * @param folder to be made; may exist if it is empty
   * @param done called after each scene with the number of finished ones, by one thread at a time
   * @throws DinoException if the folder holds anything or cannot be written
   */
  public void write(Path folder, IntConsumer done) {
    write(folder, done, Runtime.getRuntime().availableProcessors());
  }

  /**
   * The labels of a folder that {@link #write} made, by id.
   *
   * @throws DinoException if it has no labels or they cannot be read
   */
  public static List<SceneLabel> labels(Path folder) {
    return LabelFiles.read(folder);
  }

  void write(Path folder, IntConsumer done, int threads) {
    try (DatasetFolder draft = new DatasetFolder(folder)) {
      List<SceneLabel> labels = writeScenes(new SceneWriter(draft.draft(), this), done, threads);
      new LabelFiles(draft.draft(), this).write(labels);
      draft.commit();
    }
  }

  private List<SceneLabel> writeScenes(SceneWriter writer, IntConsumer done, int threads) {
    SceneLabel[] labels = new SceneLabel[count];
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    Count finished = new Count(done);
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement();
              i < count && !failed.get();
              i = next.getAndIncrement()) {
            try {
              labels[i] = writer.write(i);
              finished.up();
            } catch (RuntimeException | Error e) {
              failed.set(true);
              throw e;
            }
          }
        };
    try (ExecutorService workers = Executors.newFixedThreadPool(Math.min(threads, count))) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < Math.min(threads, count); i++) {
        running.add(workers.submit(work));
      }
      running.forEach(SceneDataset::await);
    }
    return List.of(labels);
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DinoException("drawing scenes was interrupted; nothing was written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Finished scenes, counted one at a time. */
  private static final class Count {
    private final IntConsumer listener;
    private int value;

    Count(IntConsumer listener) {
      this.listener = listener;
    }

    synchronized void up() {
      listener.accept(++value);
    }
  }
}
