package io.github.dino4j.model.frozen;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.Wave.Output;
import io.github.dino4j.torch.onednn.OneDnn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * DINOv2's vision transformer for inference on processors: weights folded and packed once, no
 * allocation in a forward pass, one lane a core. Equal to {@link
 * io.github.dino4j.model.VisionTransformer} within rounding.
 *
 * <p>Safe for use by several threads; their calls run one after the other, each on all lanes. Owns
 * native memory until {@link #close()}.
 */
public final class FrozenTransformer implements AutoCloseable {
  private static final int PLANS = 4;

  /** Images in flight: enough to share each matrix while it lies in the cache. */
  private static final int IMAGES = 8;

  private final Arena arena = Arena.ofShared();
  private final Lanes lanes;
  private final FrozenModel model;
  private final Precision precision;
  private final LinkedHashMap<GridPlan.Key, GridPlan> plans =
      new LinkedHashMap<>(PLANS, 0.75f, true);
  private final ReentrantLock running = new ReentrantLock(true);
  private boolean closed;

  /** How to run. */
  public record Options(Precision precision, int threads) {
    public Options {
      if (threads <= 0) {
        throw new DinoException("frozen inference needs at least one thread, not " + threads);
      }
    }

    /** The processor's best precision on all cores. */
    public static Options auto() {
      return new Options(Precision.auto(), Runtime.getRuntime().availableProcessors());
    }
  }

  /** Packs {@code weights}, which may be freed afterwards. */
  public FrozenTransformer(Weights weights, VisionTransformerConfig config, Options options) {
    precision = options.precision();
    lanes = new Lanes(options.threads());
    try {
      model = lanes.call(() -> new FrozenModel(weights, config, precision, arena));
    } catch (RuntimeException e) {
      lanes.close();
      arena.close();
      throw e;
    }
  }

  /** Precision, instructions and threads in words, for a log. */
  public String describe() {
    return "%s on %s, %d threads"
        .formatted(precision.name().toLowerCase(Locale.ROOT), OneDnn.instructions(), lanes.count());
  }

  /**
   * All tokens after the final norm.
   *
   * @return {@code [images, 1 + registers + patches, dim]}
   * @throws DinoException if the pixels do not fit the model
   */
  public float[] tokens(Pixels pixels) {
    Grid grid = Grid.of(pixels, model.config());
    float[] result =
        new float[Math.multiplyExact(pixels.images(), tokensOf(grid) * model.config().dim())];
    forward(pixels, Output.TOKENS, MemorySegment.ofArray(result));
    return result;
  }

  /**
   * CLS tokens after the final norm, for less work than {@link #tokens}.
   *
   * @return {@code [images, dim]}
   * @throws DinoException if the pixels do not fit the model
   */
  public float[] cls(Pixels pixels) {
    float[] result = new float[Math.multiplyExact(pixels.images(), model.config().dim())];
    forward(pixels, Output.CLS, MemorySegment.ofArray(result));
    return result;
  }

  /** As {@link #tokens(Pixels)}, into the caller's memory. */
  public void tokens(Pixels pixels, MemorySegment target) {
    Grid grid = Grid.of(pixels, model.config());
    long needed = (long) pixels.images() * tokensOf(grid) * model.config().dim();
    if (target.byteSize() != needed * JAVA_FLOAT.byteSize()) {
      throw new DinoException(
          "room for %d values, %d come out".formatted(target.byteSize() / 4, needed));
    }
    forward(pixels, Output.TOKENS, SharedMemory.of(target));
  }

  private int tokensOf(Grid grid) {
    return model.config().prefixTokens() + grid.patches();
  }

  private void forward(Pixels given, Output output, MemorySegment target) {
    given.checkSize(model.config().channels());
    Pixels pixels = given.shared();
    Grid grid = Grid.of(pixels, model.config());
    int waves = Math.ceilDiv(pixels.images(), Math.max(IMAGES, lanes.count()));
    running.lock();
    try {
      if (closed) {
        throw new DinoException("the frozen model is closed");
      }
      for (int i = 0; i < waves; i++) {
        int first = (int) ((long) pixels.images() * i / waves);
        int end = (int) ((long) pixels.images() * (i + 1) / waves);
        run(new Wave(pixels, first, end - first, output, target), grid);
      }
    } finally {
      running.unlock();
    }
  }

  private void run(Wave wave, Grid grid) {
    Chunks chunks = Chunks.of(tokensOf(grid), wave.images(), lanes.count());
    GridPlan plan = plan(new GridPlan.Key(grid, chunks, wave.images()));
    Schedule schedule = new Schedule(model.config().depth() + 1, wave.images(), chunks.count());
    lanes.run(lane -> plan.lane(lane).run(schedule, wave, plan));
  }

  private GridPlan plan(GridPlan.Key key) {
    GridPlan known = plans.get(key);
    if (known != null) {
      return known;
    }
    if (plans.size() == PLANS) {
      Objects.requireNonNull(plans.pollFirstEntry()).getValue().close();
    }
    GridPlan plan = lanes.call(() -> new GridPlan(key, model, lanes.count()));
    plans.put(key, plan);
    return plan;
  }

  @Override
  public void close() {
    running.lock();
    try {
      if (!closed) {
        closed = true;
        lanes.close();
        plans.values().forEach(GridPlan::close);
        arena.close();
      }
    } finally {
      running.unlock();
    }
  }
}
