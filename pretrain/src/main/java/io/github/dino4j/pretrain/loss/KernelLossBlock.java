package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.to;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.gemm.LinearShape;
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
  private final ChunkMemory memory;
  private final long prototypes; // address
  private final long gradient; // address
  private final long packedRows; // address of the student's samples, with which gradients multiply
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
    memory = new ChunkMemory(size);
    prototypes = loss.prototypes().data_ptr().address();
    gradient = loss.gradient().data_ptr().address();
    packedRows = inPanels(to(rows, loss.prototypes().scalar_type())).data_ptr().address();
    sums = Tensors.zeros(parts.count(), samples, width);
  }

  /** {@code [width / 64, steps, 64, inputs of a step]}. */
  private Tensor inPanels(Tensor rows) {
    int inputs = LinearShape.inputsOfAStep(size.type());
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
    long partial = sums.data_ptr().address();
    parts.eachChunk((thread, part, first) -> {
      addToPrototypes(thread, part, first);
      addToSamples(thread, partial + 4L * size.width() * size.samples() * part, first);
    });
    Tensor sum = sums.sum(0);
    for (SampleSlice slice : slices) {
      Tensor rows = gradients.get(slice.index()).narrow(0, slice.first(), slice.count());
      rows.copy_(sum.narrow(0, slice.place(), slice.count()));
      values[slice.index()] += known.value(slice);
    }
  }

  private void addToPrototypes(int thread, int part, long first) {
    long targets = memory.targets(thread);
    teacherGroups.forEach(group -> group.powers(first, targets));
    for (SampleSlice slice : slices) {
      if (slice.pairs() > 0) {
        sumViews(slice, MemorySegment.ofAddress(targets).reinterpret(memory.targetBytes()));
      }
    }
    long gradients = memory.gradients(thread);
    kernels
        .gradients()
        .run(
            student.address(first, 0),
            targets,
            known.address(part),
            gradients,
            memory.gradientSteps(thread));
    kernels.prototypeGradient().run(gradients, packedRows, 0, gradient + 4 * first * size.width());
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
   * @param sum address of the part's gradients of samples
   */
  private void addToSamples(int thread, long sum, long first) {
    long packed = memory.prototypes(thread);
    int bytes = size.type().bytes();
    for (int column = 0; column < size.width(); column += TILE) {
      long panel = prototypes + bytes * (first * size.width() + column);
      kernels.panels().run(panel, packed + (long) bytes * LogitKernels.CHUNK * column, 0);
    }
    long gradients = memory.gradientSteps(thread);
    if (kernels.rows() != null) {
      kernels.rows().run(gradients, memory.gradientRows(thread));
      gradients = memory.gradientRows(thread);
    }
    for (int sample = 0; sample < size.samples(); sample += TILE) {
      boolean last = sample + TILE >= size.samples();
      long of = gradients + (long) kernels.sampleBytes() * sample;
      (last ? kernels.lastTile() : kernels.fullTile())
          .run(of, packed, 0, sum + 4L * size.width() * sample);
    }
  }
}
