package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.to;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.Operand;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.packing.TransposingKernel;
import io.github.dino4j.pretrain.logits.ChunkMemory;
import io.github.dino4j.pretrain.logits.LogitBlock;
import io.github.dino4j.pretrain.logits.LogitGroup;
import io.github.dino4j.pretrain.logits.LogitKernels;
import io.github.dino4j.pretrain.logits.PrototypeParts;
import io.github.dino4j.pretrain.logits.SoftmaxTargets;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * One block of samples: its logits on all prototypes first, then, chunk by chunk, targets,
 * gradients of the logits and what they add to the gradients of samples and prototypes. Lives as
 * long as the scope it was made in.
 */
final class KernelLossBlock {
  private static final int TILE = LogitKernels.TILE;

  private final List<SampleSlice> slices;
  private final LogitKernels.Size size;
  private final PrototypeParts parts;
  private final LogitKernels kernels;
  private final LogitBlock teacher;
  private final List<LogitGroup> teacherGroups;
  private final LogitBlock student;
  private final LogitGroup studentGroup;
  private final RowStatistics known;
  private final List<ChunkMemory> memory; // of the workers
  private final Matrix prototypes; // [K, width]
  private final Matrix gradient; // [K, width]
  private final PackedMatrix packedRows; // the student's samples, with which gradients multiply
  private final Tensor sums; // [parts, samples, width], gradients of samples

  KernelLossBlock(KernelLoss loss, List<SampleSlice> slices) {
    this.slices = slices;
    Tensor rows = cat(slices.stream().map(SampleSlice::studentSamples).toList(), 0);
    Tensor taught = cat(slices.stream().map(SampleSlice::teacherSamples).toList(), 0);
    int samples = (int) rows.size(0);
    int width = (int) rows.size(1);
    size = new LogitKernels.Size(LogitKernels.type(loss.prototypes()), samples, width);
    parts = new PrototypeParts((int) loss.prototypes().size(0));
    kernels = LogitKernels.of(size);
    teacher = new LogitBlock(taught, slices.getFirst().teacher().logits().prototypes());
    teacherGroups = teacherGroups();
    student = new LogitBlock(rows, loss.prototypes());
    Tensor noOffsets = Tensors.zeros(loss.prototypes().size(0));
    studentGroup =
        new LogitGroup(
            student, new LogitGroup.Range(0, samples), LogitKernels.STUDENT_FACTOR, noOffsets);
    known = new RowStatistics(slices, samples, parts.count());
    memory = ChunkMemory.ofWorkers(size);
    prototypes = Tensors.matrix(loss.prototypes());
    gradient = Tensors.matrix(loss.gradient());
    Tensor panels = inPanels(to(rows, loss.prototypes().scalar_type()));
    packedRows = PackedMatrix.of(Tensors.memory(panels), size.type(), samples, width);
    sums = Tensors.zeros(parts.count(), samples, width);
  }

  /** {@code [width / 64, steps, 64, inputs of a step]}. */
  private Tensor inPanels(Tensor rows) {
    int inputs = size.type().inputsOfAStep();
    return rows.view(size.samples() / inputs, inputs, size.width() / TILE, TILE)
        .permute(2, 0, 3, 1)
        .contiguous();
  }

  /** Neighbours with the same offsets. */
  private List<LogitGroup> teacherGroups() {
    List<LogitGroup> groups = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < slices.size(); i++) {
      SampleSlice slice = slices.get(i);
      SoftmaxTargets targets = slice.teacher();
      int end = slice.place() + slice.width();
      if (i == slices.size() - 1 || slices.get(i + 1).teacher() != targets) {
        LogitGroup.Range range = new LogitGroup.Range(first, end - first);
        groups.add(new LogitGroup(teacher, range, targets.factor(), targets.offsets()));
        first = end;
      }
    }
    return groups;
  }

  /** Adds to the values of the terms, and writes the gradients of their samples. */
  void add(double[] values, List<Tensor> gradients) {
    parts.eachChunk((thread, part, first) -> {
      teacher.compute(first);
      teacherGroups.forEach(group -> group.addToSums(part, first));
      student.compute(first);
      studentGroup.addToSums(part, first);
    });
    teacherGroups.forEach(group -> group.shift(group.softmaxShifts()));
    known.begin(studentGroup.softmaxShifts());
    Matrix partial = Tensors.matrix(sums);
    parts.eachChunk((thread, part, first) -> {
      addToPrototypes(memory.get(thread), part, first);
      addToSamples(memory.get(thread), first, partial.rows(size.samples() * part, size.samples()));
    });
    Tensor sum = sums.sum(0);
    for (SampleSlice slice : slices) {
      Tensor rows = gradients.get(slice.index()).narrow(0, slice.first(), slice.count());
      rows.copy_(sum.narrow(0, slice.place(), slice.count()));
      values[slice.index()] += known.value(slice);
    }
  }

  private void addToPrototypes(ChunkMemory chunk, int part, int first) {
    teacherGroups.forEach(group -> group.powers(first, chunk.targets()));
    for (SampleSlice slice : slices) {
      if (slice.pairs() > 0) {
        sumViews(slice, chunk.targets().memory());
      }
    }
    kernels
        .gradients()
        .run(
            student.chunk(first),
            chunk.targets(),
            known.part(part),
            chunk.gradients(),
            chunk.gradientSteps());
    kernels
        .prototypeGradient()
        .run(chunk.gradients(), packedRows, Matrix.NONE, gradient.rows(first, LogitKernels.CHUNK));
  }

  /** The targets of both views become those of the rows, in their places. */
  private void sumViews(SampleSlice slice, MemorySegment targets) {
    int images = slice.pairs();
    float[] both = new float[images];
    for (int prototype = 0; prototype < LogitKernels.CHUNK; prototype++) {
      long row = (long) prototype * size.samples() + slice.place();
      for (int i = 0; i < images; i++) {
        both[i] =
            targets.getAtIndex(JAVA_FLOAT, row + i)
                + targets.getAtIndex(JAVA_FLOAT, row + images + i);
      }
      for (int i = 0; i < slice.count(); i += images) {
        int some = Math.min(images, slice.count() - i);
        MemorySegment.copy(both, 0, targets, JAVA_FLOAT, Float.BYTES * (row + i), some);
      }
    }
  }

  /**
   * @param sum the part's gradients of samples, {@code [samples, width]}
   */
  private void addToSamples(ChunkMemory chunk, int first, Matrix sum) {
    Matrix rows = prototypes.rows(first, LogitKernels.CHUNK);
    for (int tile = 0; tile < size.width() / TILE; tile++) {
      Matrix panel = rows.columns(TILE * tile, TILE);
      kernels.panels().run(panel, chunk.prototypes().tile(tile), Matrix.NONE);
    }
    TransposingKernel toRows = kernels.rows();
    if (toRows != null) {
      toRows.run(chunk.gradientSteps().steps(), PackedTile.ofSteps(chunk.gradientRows()));
    }
    for (int sample = 0; sample < size.samples(); sample += TILE) {
      int some = Math.min(TILE, size.samples() - sample);
      boolean last = sample + TILE >= size.samples();
      Operand of =
          toRows != null
              ? chunk.gradientRows().rows(sample, some)
              : chunk.gradientSteps().outputs(sample, some);
      (last ? kernels.lastTile() : kernels.fullTile())
          .run(of, chunk.prototypes(), Matrix.NONE, sum.rows(sample, some));
    }
  }
}
