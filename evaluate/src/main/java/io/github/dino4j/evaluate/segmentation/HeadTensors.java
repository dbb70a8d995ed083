package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.segmentation.SegmentationHead.BatchNorm;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The tensors of a {@link SegmentationHead} by the names that mmseg gives them.
 *
 * @param tensors of a file
 * @param source for messages
 */
record HeadTensors(Map<String, TensorEntry> tensors, String source) {
  private static final String PREFIX = "decode_head.";
  private static final String WEIGHT = "conv_seg.weight";
  private static final String BIAS = "conv_seg.bias";
  private static final String NORM_WEIGHT = "bn.weight";
  private static final String NORM_BIAS = "bn.bias";
  private static final String MEAN = "bn.running_mean";
  private static final String VARIANCE = "bn.running_var";
  private static final String BATCHES = "bn.num_batches_tracked";

  static SegmentationHead read(Map<String, TensorEntry> tensors, String source) {
    HeadTensors named = new HeadTensors(tensors, source);
    TensorEntry weight = named.get(WEIGHT);
    long[] shape = weight.shape();
    if (shape.length != 4 || shape[2] != 1 || shape[3] != 1) {
      throw new DinoException(
          "%s: %s is %s, not the [classes, features, 1, 1] of a linear head"
              .formatted(source, weight.name(), TensorEntry.describe(shape)));
    }
    BatchNorm norm =
        new BatchNorm(
            named.floats(NORM_WEIGHT, shape[1]),
            named.floats(NORM_BIAS, shape[1]),
            named.floats(MEAN, shape[1]),
            named.floats(VARIANCE, shape[1]),
            named.batches());
    return new SegmentationHead(named.floats(WEIGHT, shape), named.floats(BIAS, shape[0]), norm);
  }

  private boolean has(String name) {
    return tensors.keySet().stream().anyMatch(key -> isNamed(key, name));
  }

  private TensorEntry get(String name) {
    return tensors.entrySet().stream()
        .filter(entry -> isNamed(entry.getKey(), name))
        .findFirst()
        .orElseThrow(() ->
            new DinoException(
                "%s: no %s%s; it is no linear segmentation head".formatted(source, PREFIX, name)))
        .getValue();
  }

  private static boolean isNamed(String key, String name) {
    return key.equals(PREFIX + name) || key.endsWith("." + PREFIX + name);
  }

  private float[] floats(String name, long... shape) {
    TensorEntry entry = get(name);
    if (!entry.hasShape(shape) || !entry.isFinite()) {
      throw new DinoException(
          "%s: %s is %s, wanted are finite numbers of shape %s"
              .formatted(
                  source,
                  entry.name(),
                  TensorEntry.describe(entry.shape()),
                  TensorEntry.describe(shape)));
    }
    return entry.floats().toArray(ValueLayout.JAVA_FLOAT);
  }

  private long batches() {
    return has(BATCHES) ? (long) get(BATCHES).floats().getAtIndex(ValueLayout.JAVA_FLOAT, 0) : 0;
  }

  static SequencedMap<String, TensorEntry> write(SegmentationHead head) {
    int dim = head.dim();
    BatchNorm norm = head.norm();
    SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
    put(tensors, WEIGHT, head.weight(), head.classes(), dim, 1, 1);
    put(tensors, BIAS, head.bias(), head.classes());
    put(tensors, NORM_WEIGHT, norm.weight(), dim);
    put(tensors, NORM_BIAS, norm.bias(), dim);
    put(tensors, MEAN, norm.mean(), dim);
    put(tensors, VARIANCE, norm.variance(), dim);
    MemorySegment batches = MemorySegment.ofArray(new long[] {norm.batches()});
    String name = PREFIX + BATCHES;
    tensors.put(name, TensorEntry.of(name, DType.I64, new long[0], batches));
    return tensors;
  }

  private static void put(
      Map<String, TensorEntry> tensors, String name, float[] values, long... shape) {
    tensors.put(PREFIX + name, TensorEntry.of(PREFIX + name, values, shape));
  }
}
