package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.SegmentationHead.BatchNorm;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A head in training: all that a run needs to go on, since the order of images and their
 * augmentation follow from the seed and the iteration. A value: its arrays are not written to.
 *
 * @param iteration batches that it has seen
 * @param head as it is now
 * @param averages of gradients, parameter by parameter
 * @param squares the averages of their squares
 */
public record SegmentationTrainingState(
    int iteration, SegmentationHead head, List<float[]> averages, List<float[]> squares) {
  private static final String ITERATION = "iteration";
  private static final List<String> NAMES =
      List.of("conv_seg.weight", "conv_seg.bias", "bn.weight", "bn.bias");

  public SegmentationTrainingState {
    averages = List.copyOf(averages);
    squares = List.copyOf(squares);
  }

  /** Before the first batch. */
  public static SegmentationTrainingState initial(int classes, int dim, long seed) {
    SegmentationHead head = SegmentationHead.initial(classes, dim, seed);
    return new SegmentationTrainingState(0, head, zeros(head), zeros(head));
  }

  private static List<float[]> zeros(SegmentationHead head) {
    return parameters(head).stream().map(each -> new float[each.length]).toList();
  }

  /** In the order of moments. */
  static List<float[]> parameters(SegmentationHead head) {
    return List.of(head.weight(), head.bias(), head.norm().weight(), head.norm().bias());
  }

  /** A copy whose arrays may be written to. */
  SegmentationTrainingState copy() {
    BatchNorm norm = head.norm();
    BatchNorm statistics =
        new BatchNorm(
            norm.weight().clone(),
            norm.bias().clone(),
            norm.mean().clone(),
            norm.variance().clone(),
            norm.batches());
    return new SegmentationTrainingState(
        iteration,
        new SegmentationHead(head.weight().clone(), head.bias().clone(), statistics),
        averages.stream().map(float[]::clone).toList(),
        squares.stream().map(float[]::clone).toList());
  }

  /** One batch further, with the same arrays. */
  SegmentationTrainingState advanced() {
    BatchNorm norm = head.norm();
    BatchNorm counted =
        new BatchNorm(norm.weight(), norm.bias(), norm.mean(), norm.variance(), norm.batches() + 1);
    return new SegmentationTrainingState(
        iteration + 1,
        new SegmentationHead(head.weight(), head.bias(), counted),
        averages,
        squares);
  }

  /** Everything by name, to be written to a file; {@link #load} reads it. */
  public SequencedMap<String, TensorEntry> tensors() {
    SequencedMap<String, TensorEntry> tensors = head.tensors();
    for (int i = 0; i < NAMES.size(); i++) {
      put(tensors, "exp_avg." + NAMES.get(i), averages.get(i));
      put(tensors, "exp_avg_sq." + NAMES.get(i), squares.get(i));
    }
    tensors.put(
        ITERATION,
        TensorEntry.of(
            ITERATION, DType.I64, new long[0], MemorySegment.ofArray(new long[] {iteration})));
    return tensors;
  }

  private static void put(Map<String, TensorEntry> tensors, String name, float[] values) {
    tensors.put(name, TensorEntry.of(name, values, values.length));
  }

  /**
   * Reads what was written of {@link #tensors}.
   *
   * @throws DinoException in one line, if the file is damaged or no such state
   */
  public static SegmentationTrainingState load(Path file) {
    try (WeightFile weights = WeightFile.open(file)) {
      SegmentationHead head = SegmentationHead.of(weights.entries(), file.toString());
      List<float[]> averages = new ArrayList<>();
      List<float[]> squares = new ArrayList<>();
      for (int i = 0; i < NAMES.size(); i++) {
        int length = parameters(head).get(i).length;
        averages.add(floats(weights, "exp_avg." + NAMES.get(i), length));
        squares.add(floats(weights, "exp_avg_sq." + NAMES.get(i), length));
      }
      float iteration = weights.get(ITERATION).floats().getAtIndex(ValueLayout.JAVA_FLOAT, 0);
      return new SegmentationTrainingState((int) iteration, head, averages, squares);
    }
  }

  private static float[] floats(WeightFile weights, String name, int length) {
    TensorEntry entry = weights.get(name);
    if (!entry.hasShape(length)) {
      throw new DinoException(
          "%s: %s, wanted are %d numbers".formatted(weights.path(), entry, length));
    }
    return entry.floats().toArray(ValueLayout.JAVA_FLOAT);
  }
}
