package io.github.dino4j.model.frozen;

import static io.github.dino4j.kernels.onednn.Argument.SCALE;
import static io.github.dino4j.kernels.onednn.Argument.SHIFT;
import static io.github.dino4j.kernels.onednn.Argument.SOURCE;

import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.onednn.Call;
import io.github.dino4j.kernels.threads.ThreadClock;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.MicroBatch.Output;
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
    calls.forEach(memory::bind);
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
    int first = chunks.first(part.chunk());
    boolean clsOnly = step == depth && part.microBatch().output() == Output.CLS;
    if (clsOnly && first > 0) {
      return;
    }
    RowCalls rows = callsFor(clsOnly ? 1 : chunks.rows(part.chunk()));
    long residual = part.state().residual() + 4L * first * config.dim();
    if (step == 0) {
      embed(part, first, residual, rows);
    } else {
      PackedWeights.Block block = model.packed().blocks().get(step - 1);
      attend(part.state().qkv(step - 1), first, rows);
      rows.proj().run(memory.tokens(), block.proj(), residual);
      feedForward(block, residual, rows);
    }
    if (step < depth) {
      PackedWeights.Block block = model.packed().blocks().get(step);
      norm(rows.norm(), block.norm1()).set(SOURCE, residual).run();
      rows.qkv().run(memory.tokens(), block.qkv(), part.state().qkv(step) + qkvOffset(first));
    } else {
      norm(rows.finalNorm(), model.packed().norm()).set(SOURCE, residual).run();
      deliver(part, first, rows.rows());
    }
  }

  private RowCalls callsFor(int rows) {
    for (RowCalls candidate : calls) {
      if (candidate.rows() == rows) {
        return candidate;
      }
    }
    throw new IllegalStateException("no operations for " + rows + " rows");
  }

  private long qkvOffset(int row) {
    return 3L * row * config.dim() * model.type().bytes();
  }

  /** residual = start tokens + patch pixels x embedding. */
  private void embed(Part part, int first, long residual, RowCalls rows) {
    long bytes = 4L * rows.rows() * config.dim();
    MemorySegment.copy(
        prepared.inputEmbedding(),
        4L * first * config.dim(),
        MemorySegment.ofAddress(residual).reinterpret(bytes),
        0,
        bytes);
    new PatchRows(config, prepared.key().grid(), part.microBatch().pixels())
        .gather(part.microBatch().first() + part.image(), first, rows.rows(), memory.gathered());
    Call pixels = rows.pixels();
    if (pixels != null) {
      pixels.run();
    }
    rows.embedding().run(memory.pixels(), model.packed().embedding(), residual);
  }

  /** Attention of the chunk's queries over all tokens, head by head. */
  private void attend(long qkv, int first, RowCalls rows) {
    long width = (long) config.dim() * model.type().bytes();
    long headWidth = (long) config.headDim() * model.type().bytes();
    for (int head = 0; head < config.heads(); head++) {
      long at = head * headWidth;
      long keys = qkv + width + at;
      rows.attention().run(qkv + qkvOffset(first) + at, keys, keys + width, memory.tokens() + at);
    }
  }

  /** residual += feed-forward(norm(residual)). */
  private void feedForward(PackedWeights.Block block, long residual, RowCalls rows) {
    norm(rows.norm(), block.norm2()).set(SOURCE, residual).run();
    LinearCall gate = rows.gate();
    PackedWeights.Linear gateWeights = block.gate();
    if (gate != null && gateWeights != null) {
      gate.run(memory.tokens(), gateWeights, memory.gate());
    }
    rows.up().run(memory.tokens(), block.up(), memory.hidden());
    rows.down().run(memory.hidden(), block.down(), residual);
  }

  private void deliver(Part part, int first, int rows) {
    long dim = 4L * config.dim();
    long tokens = part.microBatch().output() == Output.CLS ? 1 : prepared.key().chunks().tokens();
    long image = (long) part.microBatch().first() + part.image();
    MemorySegment.copy(
        memory.result(), 0, part.microBatch().target(), (image * tokens + first) * dim, rows * dim);
  }

  private static Call norm(Call call, PackedWeights.Norm norm) {
    return call.set(SCALE, norm.scale()).set(SHIFT, norm.shift());
  }
}
