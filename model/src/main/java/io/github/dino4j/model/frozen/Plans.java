package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.threads.WorkerPool;
import java.util.LinkedHashMap;
import java.util.Objects;

/** The plans of the last few sizes of images; the longest unused one makes room. For one thread. */
final class Plans implements AutoCloseable {
  private static final int MOST = 6;

  /** Images in flight: each matrix is used by all of them while it lies in the cache. */
  private static final int IMAGES = 8;

  /** Activations of the images in flight stay below this, unless a single image needs more. */
  private static final long ACTIVATION_BYTES = 256L << 20;

  private final FrozenModel model;
  private final WorkerPool workers;
  private final LinkedHashMap<GridPlan.Key, GridPlan> plans =
      new LinkedHashMap<>(MOST, 0.75f, true);

  Plans(FrozenModel model, WorkerPool workers) {
    this.model = model;
    this.workers = workers;
  }

  /** How many images of a size go through the model together at most. */
  int imagesInFlight(Grid grid) {
    long bytes = ImageState.bytes(model.config(), tokens(grid), model.type());
    return (int) Math.clamp(ACTIVATION_BYTES / bytes, 1, Math.max(IMAGES, workers.cores()));
  }

  /**
   * Cut finer where there are neighbours, so that the others can go round a worker without a core.
   */
  GridPlan get(Grid grid, int images, boolean contention) {
    Chunks chunks =
        Chunks.of(tokens(grid), images, contention ? 2 * workers.cores() : workers.cores());
    GridPlan.Key key = new GridPlan.Key(grid, chunks, images);
    GridPlan known = plans.get(key);
    if (known != null) {
      return known;
    }
    if (plans.size() == MOST) {
      Objects.requireNonNull(plans.pollFirstEntry()).getValue().close();
    }
    GridPlan plan = workers.call(() -> GridPlan.create(key, model, workers.most()));
    plans.put(key, plan);
    return plan;
  }

  private int tokens(Grid grid) {
    return model.config().prefixTokens() + grid.patches();
  }

  @Override
  public void close() {
    plans.values().forEach(GridPlan::close);
    plans.clear();
  }
}
