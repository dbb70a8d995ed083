package io.github.dino4j.evaluate.segmentation.training;

import static io.github.dino4j.torch.Ops.linear;
import static io.github.dino4j.torch.Ops.norm;

import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.SegmentationHead.BatchNorm;
import io.github.dino4j.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A head's forward and backward pass over a batch in training mode. The norm is folded into the
 * convolution, so that features are read once forward and once backward; they are frozen and need
 * no gradient. Lives in the scope that it was made in.
 */
final class SegmentationHeadPass {
  private static final float MOMENTUM = 0.1f;

  private final SegmentationHead head;
  private final Tensor centred; // [patches, dim]
  private final float[] mean;
  private final float[] variance; // biased
  private final float[] inverse; // 1 / deviation
  private final long patches;

  /**
   * Gradients of a head's parameters.
   *
   * @param weight of the convolution, {@code [classes, dim]}
   * @param bias of the convolution, {@code [classes]}
   * @param normWeight {@code [dim]}
   * @param normBias {@code [dim]}
   */
  record Gradients(float[] weight, float[] bias, float[] normWeight, float[] normBias) {
    List<float[]> all() {
      return List.of(weight, bias, normWeight, normBias);
    }
  }

  /**
   * @param features {@code [patches, dim]}, overwritten
   */
  SegmentationHeadPass(SegmentationHead head, Tensor features) {
    this.head = head;
    this.patches = features.size(0);
    Tensor means = features.mean(0);
    this.mean = Tensors.toFloats(means);
    this.centred = features.sub_(means);
    this.variance = Tensors.toFloats(norm(centred, 0)); // [1, dim], the root of summed squares
    this.inverse = new float[variance.length];
    for (int d = 0; d < variance.length; d++) {
      variance[d] = (float) ((double) variance[d] * variance[d] / patches);
      inverse[d] = (float) (1 / Math.sqrt(variance[d] + BatchNorm.EPSILON));
    }
  }

  /** {@code [patches, classes]}. */
  float[] logits() {
    int dim = head.dim();
    float[] weight = new float[head.weight().length];
    float[] bias = new float[head.classes()];
    for (int c = 0; c < bias.length; c++) {
      double sum = head.bias()[c];
      for (int d = 0; d < dim; d++) {
        float each = head.weight()[c * dim + d];
        weight[c * dim + d] = each * head.norm().weight()[d] * inverse[d];
        sum += each * head.norm().bias()[d];
      }
      bias[c] = (float) sum;
    }
    return Tensors.toFloats(
        linear(centred, Tensors.of(weight, bias.length, dim), Tensors.of(bias, bias.length)));
  }

  /**
   * @param logits the gradient with respect to them, {@code [patches, classes]}
   */
  Gradients backward(float[] logits) {
    int classes = head.classes();
    int dim = head.dim();
    Tensor gradient = Tensors.of(logits, patches, classes);
    float[] sums = Tensors.toFloats(gradient.sum(0)); // [classes]
    float[] products = Tensors.toFloats(linear(centred.t(), gradient.t(), null)); // [dim, classes]
    var gradients = new Gradients(new float[classes * dim], sums, new float[dim], new float[dim]);
    for (int c = 0; c < classes; c++) {
      for (int d = 0; d < dim; d++) {
        float normalized = products[d * classes + c] * inverse[d];
        float weight = head.weight()[c * dim + d];
        gradients.weight()[c * dim + d] =
            normalized * head.norm().weight()[d] + sums[c] * head.norm().bias()[d];
        gradients.normWeight()[d] += weight * normalized;
        gradients.normBias()[d] += weight * sums[c];
      }
    }
    return gradients;
  }

  /** Moves the running statistics, in place, as {@code nn.BatchNorm2d} does. */
  void updateStatistics(BatchNorm running) {
    double unbiased = patches / Math.max(1.0, patches - 1.0);
    for (int d = 0; d < mean.length; d++) {
      running.mean()[d] += MOMENTUM * (mean[d] - running.mean()[d]);
      running.variance()[d] +=
          (float) (MOMENTUM * (variance[d] * unbiased - running.variance()[d]));
    }
  }
}
