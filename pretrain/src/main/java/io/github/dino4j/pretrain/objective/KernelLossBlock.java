package io.github.dino4j.pretrain.objective;

import static io.github.dino4j.torch.Ops.cat;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * One block of samples: its scores on all prototypes first, then, chunk by chunk, targets,
 * gradients of the scores and what they add to the gradients of samples and prototypes.
 */
final class KernelLossBlock {
  private static final int CHUNK = ScoreKernels.CHUNK;

  /** Rows of what is known of each sample: see {@link ScoreKernels#gradients}. */
  private static final int SHIFT = 0;

  private static final int MASS = 1;
  private static final int WEIGHT = 2;
  private static final int VALUE = 3;
  private static final int ROWS = 4;

  private final List<SampleSlice> slices;
  private final PrototypeParts parts;
  private final ScoreKernels kernels;
  private final ScoreBlock teacher;
  private final List<ScoreGroup> teacherGroups;
  private final ScoreBlock student;
  private final ScoreGroup studentGroup;
  private final int samples;
  private final int width;
  private final long prototypes; // address
  private final long gradient; // address
  private final MemorySegment known; // [parts, 4, samples] in float32
  private final long pairs; // address of the student's samples, in pairs
  private final Tensor sums; // [parts, samples, width], gradients of samples
  private final long partial; // their address
  private final Scratch scratch;

  KernelLossBlock(KernelLoss loss, List<SampleSlice> slices) {
    this.slices = slices;
    Tensor rows = cat(slices.stream().map(SampleSlice::studentSamples).toList(), 0);
    samples = (int) rows.size(0);
    width = (int) rows.size(1);
    parts = new PrototypeParts((int) loss.prototypes().size(0));
    kernels = ScoreKernels.of(samples, width);
    student = new ScoreBlock(rows, loss.prototypes());
    teacher =
        new ScoreBlock(
            cat(slices.stream().map(SampleSlice::teacherSamples).toList(), 0),
            slices.getFirst().teacher().scores().prototypes());
    teacherGroups = groups(slices, teacher);
    studentGroup =
        new ScoreGroup(
            student,
            new ScoreGroup.Range(0, samples),
            ScoreKernels.STUDENT_FACTOR,
            Tensors.zeros(loss.prototypes().size(0)));
    prototypes = loss.prototypes().data_ptr().address();
    gradient = loss.gradient().data_ptr().address();
    known = ScoreGroup.memory(Tensors.zeros(parts.count(), ROWS, samples));
    Tensor paired = rows.view(samples / 2, 2, width / ScoreKernels.TILE, ScoreKernels.TILE);
    pairs = paired.permute(2, 0, 3, 1).contiguous().data_ptr().address();
    sums = Tensors.zeros(parts.count(), samples, width);
    partial = sums.data_ptr().address();
    scratch = new Scratch(samples, width);
  }

  /** Neighbours with the same offsets. */
  private static List<ScoreGroup> groups(List<SampleSlice> slices, ScoreBlock block) {
    List<ScoreGroup> groups = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < slices.size(); i++) {
      SampleSlice slice = slices.get(i);
      SoftmaxTargets teacher = slice.teacher();
      int end = slice.place() + slice.width();
      if (i == slices.size() - 1 || slices.get(i + 1).teacher() != teacher) {
        ScoreGroup.Range range = new ScoreGroup.Range(first, end - first);
        groups.add(new ScoreGroup(block, range, teacher.factor(), teacher.offsets()));
        first = end;
      }
    }
    return groups;
  }

  /** Memory of the threads, in bytes from the start of each. */
  private record Scratch(long start, long gradients, long pairs, long prototypes, long bytes) {
    Scratch(int samples, int width) {
      this(4L * CHUNK * samples, 2L * CHUNK * samples, 2L * CHUNK * width);
    }

    private Scratch(long targets, long gradients, long prototypes) {
      this(targets, targets + gradients, targets + 2 * gradients, prototypes);
    }

    private Scratch(long gradients, long pairs, long prototypes, long prototypeBytes) {
      this(
          Tensors.empty(ParallelLoop.lanes() * (prototypes + prototypeBytes) / Float.BYTES)
              .data_ptr()
              .address(),
          gradients,
          pairs,
          prototypes,
          prototypes + prototypeBytes);
    }
  }

  /** Adds to the values of the parts, and writes the gradients of their samples. */
  void add(double[] values, List<Tensor> gradients) {
    parts.eachChunk((thread, part, first) -> {
      teacher.score(first);
      teacherGroups.forEach(group -> group.addToSums(part, first));
      student.score(first);
      studentGroup.addToSums(part, first);
    });
    prepare();
    parts.eachChunk(this::addChunk);
    Tensor sum = sums.sum(0);
    for (SampleSlice slice : slices) {
      gradients
          .get(slice.index())
          .narrow(0, slice.first(), slice.count())
          .copy_(sum.narrow(0, slice.place(), slice.count()));
      values[slice.index()] += value(slice);
    }
  }

  private void prepare() {
    teacherGroups.forEach(group -> group.shift(group.softmaxShifts()));
    float[] rows = new float[ROWS * samples];
    System.arraycopy(studentGroup.softmaxShifts(), 0, rows, SHIFT * samples, samples);
    for (SampleSlice slice : slices) {
      float[] weights = weights(slice);
      double scale = slice.part().scale() / ScoreKernels.STUDENT_TEMPERATURE;
      for (int i = 0; i < slice.count(); i++) {
        rows[MASS * samples + slice.place() + i] = slice.pairs() > 0 ? 2 : 1;
        rows[WEIGHT * samples + slice.place() + i] = (float) (-scale * weights[i]);
      }
    }
    for (int part = 0; part < parts.count(); part++) {
      MemorySegment.copy(rows, 0, known, JAVA_FLOAT, knownBytes(part), rows.length);
    }
  }

  private static float[] weights(SampleSlice slice) {
    return Tensors.toFloats(slice.part().term().weights().narrow(0, slice.first(), slice.count()));
  }

  private long knownBytes(int part) {
    return (long) Float.BYTES * ROWS * samples * part;
  }

  private void addChunk(int thread, int part, long first) {
    long targets = scratch.start() + thread * scratch.bytes();
    long gradients = targets + scratch.gradients();
    long gradientPairs = targets + scratch.pairs();
    teacherGroups.forEach(group -> group.powers(first, targets));
    for (SampleSlice slice : slices) {
      if (slice.pairs() > 0) {
        sumViews(slice, targets);
      }
    }
    kernels
        .gradients()
        .run(
            student.address(first),
            targets,
            known.address() + knownBytes(part),
            gradients,
            gradientPairs);
    kernels.prototypeGradient().run(gradients, pairs, 0, gradient + 4 * first * width);
    addToSamples(gradientPairs, targets + scratch.prototypes(), part, first);
  }

  /** The targets of both views become those of the rows, in their places. */
  private void sumViews(SampleSlice slice, long targets) {
    MemorySegment memory =
        MemorySegment.ofAddress(targets).reinterpret((long) Float.BYTES * CHUNK * samples);
    int images = slice.pairs();
    float[] both = new float[images];
    for (int prototype = 0; prototype < CHUNK; prototype++) {
      long row = (long) prototype * samples + slice.place();
      for (int i = 0; i < images; i++) {
        both[i] =
            memory.getAtIndex(JAVA_FLOAT, row + i)
                + memory.getAtIndex(JAVA_FLOAT, row + images + i);
      }
      for (int i = 0; i < slice.count(); i += images) {
        int some = Math.min(images, slice.count() - i);
        MemorySegment.copy(both, 0, memory, JAVA_FLOAT, Float.BYTES * (row + i), some);
      }
    }
  }

  private void addToSamples(long gradientPairs, long packed, int part, long first) {
    int tileBytes = 2 * CHUNK * ScoreKernels.TILE;
    for (int i = 0; i < width / ScoreKernels.TILE; i++) {
      long columns = prototypes + 2 * (first * width + (long) i * ScoreKernels.TILE);
      kernels.pairing().run(columns, packed + (long) i * tileBytes, 0);
    }
    for (int sample = 0; sample < samples; sample += ScoreKernels.TILE) {
      boolean last = sample + ScoreKernels.TILE >= samples;
      long target = partial + 4L * width * ((long) part * samples + sample);
      (last ? kernels.lastTile() : kernels.fullTile())
          .run(gradientPairs + 4L * sample, packed, 0, target);
    }
  }

  private double value(SampleSlice slice) {
    float[] weights = weights(slice);
    double value = 0;
    for (int i = 0; i < slice.count(); i++) {
      double logs = 0;
      for (int part = 0; part < parts.count(); part++) {
        long row = knownBytes(part) / Float.BYTES + VALUE * samples;
        logs += known.getAtIndex(JAVA_FLOAT, row + slice.place() + i);
      }
      value -= weights[i] * logs / SoftmaxTargets.LOG2_E;
    }
    return value;
  }
}
