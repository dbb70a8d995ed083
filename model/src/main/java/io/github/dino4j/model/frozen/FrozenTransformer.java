package io.github.dino4j.model.frozen;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.onednn.NotImplementedException;
import io.github.dino4j.kernels.threads.CpuContention;
import io.github.dino4j.kernels.threads.SharedMemory;
import io.github.dino4j.kernels.threads.WorkerPool;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.MicroBatch.Output;
import io.github.dino4j.model.frozen.packing.Weights;
import io.github.dino4j.torch.Computation;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * DINOv2's vision transformer for inference on processors: weights folded and packed once, nothing
 * allocated in a forward pass but its result, one single-threaded worker a core. Equal to {@link
 * io.github.dino4j.model.VisionTransformer} within rounding.
 *
 * <p>Safe for use by several threads; their calls run one after the other, each on all workers.
 * Owns native memory until {@link #close()}.
 */
public final class FrozenTransformer implements AutoCloseable {
  private final WorkerPool workers;
  private final FrozenModel model;
  private final Plans plans;
  private final Options options;
  private final CpuContention contention = new CpuContention();
  private final ReentrantLock running = new ReentrantLock(true);
  private boolean closed;

  /** How to run. */
  public record Options(Precision precision, int threads) {
    public Options {
      if (threads <= 0) {
        throw new DinoException("inference needs at least one thread, not " + threads);
      }
    }

    /** The processor's best precision on all cores. */
    public static Options auto() {
      return new Options(Precision.auto(), Runtime.getRuntime().availableProcessors());
    }
  }

  /**
   * Packs {@code weights}, which may be freed afterwards.
   *
   * @throws DinoException if a weight does not have the size that {@code config} asks for, or the
   *     precision does not {@linkplain Precision#runs run} here
   * @throws NotImplementedException if there are no operations for a model of such sizes or such a
   *     feed-forward layer, which {@link io.github.dino4j.model.VisionTransformer} computes
   *     nevertheless
   */
  public FrozenTransformer(Weights weights, VisionTransformerConfig config, Options options) {
    options.precision().require();
    this.options = options;
    workers = new WorkerPool(options.threads());
    try {
      model = FrozenModel.pack(weights, config, options.precision().type(), workers);
    } catch (RuntimeException e) {
      workers.close();
      throw e;
    }
    plans = new Plans(model, workers);
  }

  public VisionTransformerConfig config() {
    return model.config();
  }

  /** The way in which it computes. */
  public Computation computation() {
    return model.computation();
  }

  /** Threads that it computes on. */
  public int threads() {
    return options.threads();
  }

  /**
   * All tokens after the final norm.
   *
   * @return {@code [images, 1 + registers + patches, dim]}, CLS first
   * @throws DinoException if the pixels do not fit the model
   */
  public float[] tokens(Pixels pixels) {
    return layers(pixels, last());
  }

  /** As {@link #tokens(Pixels)}, into memory of exactly the size of the result. */
  public void tokens(Pixels pixels, MemorySegment target) {
    long needed = tokenValues(pixels);
    if (target.byteSize() != needed * JAVA_FLOAT.byteSize()) {
      throw new DinoException(
          "%d bytes of room for %d values".formatted(target.byteSize(), needed));
    }
    forward(pixels, new Output(last(), false), SharedMemory.of(target));
  }

  /**
   * All tokens after chosen blocks, for little more work than {@link #tokens(Pixels)}.
   *
   * @return {@code [layers, images, 1 + registers + patches, dim]}, CLS first
   * @throws DinoException if the pixels do not fit the model, or it lacks one of the blocks
   */
  public float[] layers(Pixels pixels, Layers layers) {
    layers.require(config().depth());
    float[] result = new float[Math.toIntExact(layers.count() * tokenValues(pixels))];
    forward(pixels, new Output(layers, false), MemorySegment.ofArray(result));
    return result;
  }

  /**
   * CLS tokens after the final norm, for less work than {@link #tokens}.
   *
   * @return {@code [images, dim]}
   * @throws DinoException if the pixels do not fit the model
   */
  public float[] cls(Pixels pixels) {
    float[] result = new float[Math.multiplyExact(pixels.images(), config().dim())];
    forward(pixels, new Output(last(), true), MemorySegment.ofArray(result));
    return result;
  }

  private Layers last() {
    return Layers.last(1, config().depth());
  }

  private long tokenValues(Pixels pixels) {
    long tokens = (long) config().prefixTokens() + Grid.of(pixels, config()).patches();
    return pixels.images() * tokens * config().dim();
  }

  private void forward(Pixels pixels, Output output, MemorySegment target) {
    pixels.checkSize(config().channels());
    Grid grid = Grid.of(pixels, config());
    int images = pixels.images();
    int microBatches = Math.ceilDiv(images, plans.imagesInFlight(grid));
    running.lock();
    try {
      if (closed) {
        throw new DinoException("the model was closed and cannot run");
      }
      for (int i = 0; i < microBatches; i++) {
        int first = (int) ((long) images * i / microBatches);
        int end = (int) ((long) images * (i + 1) / microBatches);
        run(new MicroBatch(pixels.shared(), first, end - first, output, target), grid);
      }
    } finally {
      running.unlock();
    }
  }

  private void run(MicroBatch microBatch, Grid grid) {
    boolean busy = contention.expected();
    GridPlan plan = plans.get(grid, microBatch.images(), busy);
    int steps = config().depth() + 1;
    Schedule schedule = new Schedule(steps, microBatch.images(), plan.key().chunks().count(), busy);
    workers.run(busy, worker -> plan.workers().get(worker).run(schedule, microBatch, plan));
    schedule.report(contention);
  }

  @Override
  public void close() {
    running.lock();
    try {
      if (!closed) {
        closed = true;
        workers.close();
        plans.close();
        model.close();
      }
    } finally {
      running.unlock();
    }
  }
}
