package io.github.dino4j.evaluate.segmentation;

import static io.github.dino4j.torch.Ops.linear;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The linear head of DINOv2: batch norm, then a 1x1 convolution, on the patch features of one layer
 * or several side by side ({@code BNHead} of {@code dinov2/eval/segmentation}). A value: its arrays
 * are not written to.
 *
 * @param weight of the convolution, {@code [classes, dim]}
 * @param bias of the convolution, {@code [classes]}
 * @param norm the batch norm
 */
public record SegmentationHead(float[] weight, float[] bias, BatchNorm norm)
    implements PatchClassifier {
  private static final double INITIAL_DEVIATION = 0.01;

  public SegmentationHead {
    if (weight.length != bias.length * norm.dim()) {
      throw new IllegalArgumentException(
          "%d weights for %d classes of %d features"
              .formatted(weight.length, bias.length, norm.dim()));
    }
  }

  /**
   * Batch norm over the channels of a map.
   *
   * @param weight {@code [dim]}
   * @param bias {@code [dim]}
   * @param mean running, {@code [dim]}
   * @param variance running, {@code [dim]}
   * @param batches that the running statistics have seen
   */
  public record BatchNorm(
      float[] weight, float[] bias, float[] mean, float[] variance, long batches) {
    /** Added to variances. */
    public static final double EPSILON = 1e-5;

    static BatchNorm initial(int dim) {
      float[] ones = new float[dim];
      Arrays.fill(ones, 1);
      return new BatchNorm(ones, new float[dim], new float[dim], ones.clone(), 0);
    }

    int dim() {
      return weight.length;
    }
  }

  /** Before training: weights N(0, 0.01) from libtorch's generator, no bias. */
  public static SegmentationHead initial(int classes, int dim, long seed) {
    try (Scope scope = Scope.open()) {
      float[] weight =
          Tensors.toFloats(
              Tensors.normal(
                  Tensors.empty(classes, dim), 0, INITIAL_DEVIATION, Tensors.generator(seed)));
      return new SegmentationHead(weight, new float[classes], BatchNorm.initial(dim));
    }
  }

  /**
   * Reads a released head ({@code dinov2_*_{ade20k,voc2012}_{linear,ms}_head.pth}) or any file with
   * its names.
   *
   * @throws DinoException in one line, if the file is damaged, or a tensor is missing or misshapen
   */
  public static SegmentationHead load(Path file) {
    try (WeightFile weights = WeightFile.open(file)) {
      return of(weights.entries(), file.toString());
    }
  }

  /**
   * From named tensors: {@code decode_head.conv_seg.{weight [C, D, 1, 1], bias}} and {@code
   * decode_head.bn.{weight, bias, running_mean, running_var}}, below any prefix such as {@code
   * state_dict.}; others, as those of an optimiser, are passed over.
   *
   * @param source for messages
   * @throws DinoException in one line, if one is missing, misshapen or not finite
   */
  public static SegmentationHead of(Map<String, TensorEntry> tensors, String source) {
    return HeadTensors.read(tensors, source);
  }

  /** Its tensors by the names of released heads, which {@link #of} takes. */
  public SequencedMap<String, TensorEntry> tensors() {
    return HeadTensors.write(this);
  }

  @Override
  public int classes() {
    return bias.length;
  }

  @Override
  public int dim() {
    return norm.dim();
  }

  @Override
  public PatchLogits logits(PatchFeatures patches) {
    if (patches.dim() != dim()) {
      throw new DinoException(
          "the head takes %d features a patch and the model gives %d; use the model and the layers that it was trained on"
              .formatted(dim(), patches.dim()));
    }
    int count = patches.rows() * patches.columns();
    try (Scope scope = Scope.open()) {
      float[] logits =
          Tensors.toFloats(
              linear(
                  Tensors.of(patches.values(), count, dim()),
                  Tensors.of(foldedWeight(), classes(), dim()),
                  Tensors.of(foldedBias(), classes()))); // [patches, classes]
      return new PatchLogits(patches.rows(), patches.columns(), classes(), logits);
    }
  }

  /** The weights with the norm's scale in them, for its running statistics. */
  private float[] foldedWeight() {
    float[] folded = new float[weight.length];
    for (int i = 0; i < folded.length; i++) {
      folded[i] = (float) (weight[i] * scale(i % dim()));
    }
    return folded;
  }

  private float[] foldedBias() {
    float[] folded = new float[classes()];
    for (int c = 0; c < folded.length; c++) {
      double sum = bias[c];
      for (int d = 0; d < dim(); d++) {
        sum += weight[c * dim() + d] * (norm.bias[d] - norm.mean[d] * scale(d));
      }
      folded[c] = (float) sum;
    }
    return folded;
  }

  private double scale(int d) {
    return norm.weight[d] / Math.sqrt(norm.variance[d] + BatchNorm.EPSILON);
  }
}
