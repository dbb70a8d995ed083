package io.github.dino4j.model.fused;

import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.LinearLayout;
import io.github.dino4j.model.layout.NormLayout;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one block: its linear layers, each with the norm before it and the scale
 * behind.
 */
record BlockWeights(Map<BlockMatrix, Layer> layers) {
  /**
   * A linear layer that is folded with its neighbours: {@code scale * (weight (norm * x + shift) +
   * bias)} of normalised x is {@code folded x + foldedBias} with {@code folded[n, k] = scale[n]
   * weight[n, k] norm[k]}.
   *
   * @param names of the parameters whose gradients {@link #addGradients} completes
   * @param weight {@code [outputs, inputs]}
   * @param bias {@code [outputs]}
   * @param norm weight of the norm before it, {@code [inputs]}, or none
   * @param shift bias of that norm, or none
   * @param scale of the outputs, {@code [outputs]}, or none
   * @param hasScaleGradient whether the scale is a parameter
   */
  record Layer(
      List<String> names,
      Tensor weight,
      Tensor bias,
      @Nullable Tensor norm,
      @Nullable Tensor shift,
      @Nullable Tensor scale,
      boolean hasScaleGradient) {

    /** {@code [outputs]}. */
    Tensor foldedBias() {
      Tensor moved = shift == null ? bias : bias.addmv(weight, shift);
      return scale == null ? moved : moved.mul(scale);
    }

    /**
     * Adds the gradients of all but the weight.
     *
     * @param sums of the gradient of the outputs, over all tokens: that of the folded bias
     * @param columns {@code [parts, inputs]}, gradient of the norm's weight in parts
     * @param rows {@code [outputs]}, gradient of the scale without the bias
     */
    void addGradients(Tensor sums, Tensor columns, Tensor rows) {
      Tensor biasGradient = scale == null ? sums : sums.mul(scale);
      add(bias, biasGradient);
      if (norm != null) {
        add(norm, columns.sum(0));
      }
      if (shift != null) {
        Tensor ignored = Tensors.gradient(shift).addmv_(weight.t(), biasGradient);
      }
      if (scale != null && hasScaleGradient) {
        add(scale, rows.add(sums.mul(bias)));
      }
    }

    /** The same with a scale that is no parameter. */
    Layer withConstantScale(Tensor constant) {
      return new Layer(names, weight, bias, norm, shift, constant, false);
    }

    private static void add(Tensor parameter, Tensor gradient) {
      Tensor ignored = Tensors.gradient(parameter).add_(gradient);
    }
  }

  /**
   * @param queryScale {@code [3 * dim]}: attention's scale for the queries, one for keys and values
   */
  static BlockWeights of(VisionTransformer network, int block, Tensor queryScale) {
    BlockLayout layout = network.config().block();
    Named named = new Named(BlockLayout.prefix(block), network.parameters().named());
    Map<BlockMatrix, Layer> layers = new EnumMap<>(BlockMatrix.class);
    for (BlockMatrix matrix : BlockMatrix.values()) {
      Layer layer = named.layer(matrix.layout(layout), matrix.norm(layout).orElse(null));
      layers.put(matrix, matrix == BlockMatrix.QKV ? layer.withConstantScale(queryScale) : layer);
    }
    return new BlockWeights(layers);
  }

  /**
   * The parameters of a network, seen from a block.
   *
   * @param prefix of the names of the block
   */
  private record Named(String prefix, Map<String, Tensor> parameters) {
    Layer layer(LinearLayout linear, @Nullable NormLayout norm) {
      List<String> names = new ArrayList<>();
      linear.parameters().keySet().forEach(name -> names.add(prefix + name));
      if (norm != null) {
        norm.parameters().keySet().forEach(name -> names.add(prefix + name));
      }
      return new Layer(
          names,
          parameter(linear.weight()),
          parameter(linear.bias()),
          norm == null ? null : parameter(norm.weight()),
          norm == null ? null : parameter(norm.bias()),
          linear.scale().map(this::parameter).orElse(null),
          linear.scale().isPresent());
    }

    private Tensor parameter(String name) {
      return Objects.requireNonNull(parameters.get(prefix + name), name);
    }
  }

  Layer layer(BlockMatrix matrix) {
    return Objects.requireNonNull(layers.get(matrix));
  }
}
