package io.github.dino4j.model.fused;

import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.torch.Tensors;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one block: its linear layers, each with the norm before it and the scale
 * behind.
 */
record BlockWeights(Map<Matrix, Layer> layers) {
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

    private static void add(Tensor parameter, Tensor gradient) {
      Tensor ignored = Tensors.gradient(parameter).add_(gradient);
    }
  }

  /**
   * @param queryScale {@code [3 * dim]}: attention's scale for the queries, one for keys and values
   */
  static BlockWeights of(VisionTransformer network, int block, Tensor queryScale) {
    Names names = new Names("blocks." + block + ".", network);
    Map<Matrix, Layer> layers = new EnumMap<>(Matrix.class);
    layers.put(Matrix.QKV, names.afterNorm("norm1", Matrix.QKV, queryScale));
    layers.put(Matrix.PROJ, names.beforeScale(Matrix.PROJ, "ls1.gamma"));
    layers.put(Matrix.UP, names.afterNorm("norm2", Matrix.UP, null));
    layers.put(Matrix.DOWN, names.beforeScale(Matrix.DOWN, "ls2.gamma"));
    return new BlockWeights(layers);
  }

  private record Names(String prefix, VisionTransformer network) {
    Layer afterNorm(String norm, Matrix matrix, @Nullable Tensor scale) {
      String normWeight = norm + ".weight";
      String normBias = norm + ".bias";
      return new Layer(
          names(matrix.weight(), matrix.bias(), normWeight, normBias),
          parameter(matrix.weight()),
          parameter(matrix.bias()),
          parameter(normWeight),
          parameter(normBias),
          scale,
          false);
    }

    Layer beforeScale(Matrix matrix, String scale) {
      boolean scaled = matrix.isScaled(network.config());
      return new Layer(
          scaled
              ? names(matrix.weight(), matrix.bias(), scale)
              : names(matrix.weight(), matrix.bias()),
          parameter(matrix.weight()),
          parameter(matrix.bias()),
          null,
          null,
          scaled ? parameter(scale) : null,
          scaled);
    }

    private List<String> names(String... names) {
      return Stream.of(names).map(name -> prefix + name).toList();
    }

    private Tensor parameter(String name) {
      return Objects.requireNonNull(network.parameters().named().get(prefix + name), name);
    }
  }

  Layer layer(Matrix matrix) {
    return Objects.requireNonNull(layers.get(matrix));
  }
}
