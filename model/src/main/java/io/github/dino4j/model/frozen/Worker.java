package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.onednn.Call;
import io.github.dino4j.kernels.threads.ThreadClock;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.VisionTransformerConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The forward pass of one thread. A step of a chunk ends one block and begins the next, so that the
 * only wait is for the keys and values of the image's other chunks.
 */
final class Worker {
  private final FrozenModel model;
  private final VisionTransformerConfig config;
  private final Prepared prepared;
  private final List<RowCalls> calls;
  private final WorkerMemory memory;

  /** What all workers of a plan share. */
  record Prepared(
      GridPlan.Key key, List<RowCalls.Shared> operations, MemorySegment inputEmbedding) {}

  Worker(FrozenModel model, Prepared prepared, Arena arena, NativeMemory native_) {
    this.model = model;
    this.prepared = prepared;
    config = model.config();
    memory = WorkerMemory.allocate(native_, model, prepared);
    calls = prepared.operations().stream().map(shared -> shared.calls(arena, memory)).toList();
  }

  /** Works until nothing is left. */
  void run(Schedule schedule, MicroBatch microBatch, GridPlan plan) {
    long cpu = ThreadClock.nanos();
    long computing = 0;
    try {
      for (int task = schedule.claim();
          task >= 0 && schedule.await(task);
          task = schedule.claim()) {
        long start = System.nanoTime();
        int image = schedule.image(task);
        step(
            schedule.step(task),
            new Part(microBatch, image, plan.images().get(image), schedule.chunk(task)));
        schedule.finish(task);
        computing += System.nanoTime() - start;
      }
    } catch (Throwable e) {
      schedule.fail();
      throw e;
    }
    schedule.spent(ThreadClock.nanos() - cpu, computing);
  }

  /** A chunk of an image. */
  private record Part(MicroBatch microBatch, int image, ImageState state, int chunk) {}

  private void step(int step, Part part) {
    int depth = config.depth();
    Chunks chunks = prepared.key().chunks();
    int first = first(part);
    boolean clsOnly = step == depth && part.microBatch().output().clsOnly();
    if (clsOnly && first > 0) {
      return;
    }
    RowCalls rows = callsFor(clsOnly ? 1 : chunks.rows(part.chunk()));
    Matrix residual = part.state().residual().rows(first, rows.rows());
    if (step == 0) {
      embed(part, first, residual, rows);
    } else {
      block(step - 1, rows).attendAndFeedForward(place(part, step - 1));
      deliver(step - 1, part, rows);
    }
    if (step < depth) {
      block(step, rows).project(place(part, step));
    }
  }

  private int first(Part part) {
    return prepared.key().chunks().first(part.chunk());
  }

  private FrozenBlock.Place place(Part part, int block) {
    return new FrozenBlock.Place(part.state().residual(), part.state().qkv(block), first(part));
  }

  private FrozenBlock block(int number, RowCalls rows) {
    return new FrozenBlock(model, model.packed().blocks().get(number), rows);
  }

  private RowCalls callsFor(int rows) {
    for (RowCalls candidate : calls) {
      if (candidate.rows() == rows) {
        return candidate;
      }
    }
    throw new IllegalStateException("no operations for " + rows + " rows");
  }

  /** residual = start tokens + patch pixels x embedding. */
  private void embed(Part part, int first, Matrix residual, RowCalls rows) {
    long bytes = 4L * rows.rows() * config.dim();
    MemorySegment.copy(
        prepared.inputEmbedding(), 4L * first * config.dim(), residual.memory(), 0, bytes);
    new PatchRows(config, prepared.key().grid(), part.microBatch().pixels())
        .gather(part.microBatch().first() + part.image(), first, rows.rows(), memory.gathered());
    Call pixels = rows.pixels();
    if (pixels != null) {
      pixels.run();
    }
    rows.embedding().run(rows.memory().pixels(), model.packed().embedding(), residual);
  }

  /** What a block has made of the chunk, where it is wanted. */
  private void deliver(int block, Part part, RowCalls rows) {
    MicroBatch.Output output = part.microBatch().output();
    int layer = output.layers().blocks().indexOf(block);
    int first = first(part);
    if (layer < 0 || (output.clsOnly() && first > 0)) {
      return;
    }
    long dim = 4L * config.dim();
    long tokens = output.clsOnly() ? 1 : prepared.key().chunks().tokens();
    long bytes = dim * (output.clsOnly() ? 1 : rows.rows());
    long image = (long) layer * part.microBatch().pixels().images();
    image += part.microBatch().first() + part.image();
    MemorySegment.copy(
        outputOf(output.layers(), part, rows),
        0,
        part.microBatch().target(),
        (image * tokens + first) * dim,
        bytes);
  }

  /** fp32 {@code [rows, dim]}. */
  private MemorySegment outputOf(Layers layers, Part part, RowCalls rows) {
    Matrix residual = part.state().residual().rows(first(part), rows.rows());
    if (!layers.normalized()) {
      return residual.memory();
    }
    model.packed().norm().run(rows.finalNorm(), residual);
    return memory.result();
  }
}
