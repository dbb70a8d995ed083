package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.gelu;
import static io.github.dino4j.torch.Ops.linear;
import static io.github.dino4j.torch.Ops.norm;
import static io.github.dino4j.torch.Ops.normalize;
import static io.github.dino4j.torch.Ops.to;
import static io.github.dino4j.torch.Tensors.shape;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.logits.Slices;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The projection head: an MLP to a narrow bottleneck, L2 norm, and cosines with K prototypes scaled
 * by a trainable gain (layers/dino_head.py). Used on CLS tokens for DINO and on masked patches for
 * iBOT.
 *
 * <p>Owns its parameters until {@link #close()}; forward passes need an open {@link Scope}.
 */
public final class DinoHead implements AutoCloseable {
  private static final double EPSILON = 1e-12;
  private static final double STD = 0.02;

  private final Parameters parameters = new Parameters();
  private final List<Layer> layers = new ArrayList<>();
  private final Tensor gain; // [K, 1]
  private final Tensor direction; // [K, bottleneck]

  private record Layer(Tensor weight, @Nullable Tensor bias) {}

  /**
   * The shape of a head.
   *
   * @param in width of the tokens
   * @param hidden width of the MLP between its layers
   * @param bottleneck width of the normalised vectors
   * @param prototypes K
   * @param layers of the MLP, one or more
   * @param bias whether they have one
   */
  public record Shape(
      int in, int hidden, int bottleneck, int prototypes, int layers, boolean bias) {
    public Shape {
      if (in < 1 || hidden < 1 || bottleneck < 1 || prototypes < 1 || layers < 1) {
        throw new DinoException("a head needs positive widths, prototypes and layers");
      }
    }

    /**
     * That of the head whose weights these are, by the reference's names.
     *
     * @throws DinoException if they are not those of a head
     */
    public static Shape of(Map<String, TensorEntry> weights) {
      TensorEntry directions = weights.get("last_layer.weight_v");
      List<TensorEntry> mlp =
          weights.entrySet().stream()
              .filter(entry -> entry.getKey().matches("mlp\\.(\\d+\\.)?weight"))
              .map(Map.Entry::getValue)
              .toList();
      if (directions == null
          || directions.shape().length != 2
          || mlp.isEmpty()
          || mlp.stream().anyMatch(layer -> layer.shape().length != 2)) {
        throw new DinoException(
            "no projection head: it has layers mlp.N.weight and last_layer.weight_v");
      }
      return new Shape(
          (int) mlp.getFirst().shape()[1],
          (int) mlp.getFirst().shape()[0],
          (int) directions.shape()[1],
          (int) directions.shape()[0],
          mlp.size(),
          weights.keySet().stream().anyMatch(name -> name.matches("mlp\\.(\\d+\\.)?bias")));
    }
  }

  /** A head of zeros: load weights into {@link #parameters()} or {@link #initialize} it. */
  public DinoHead(Shape shape) {
    for (int i = 0; i < shape.layers(); i++) {
      int in = i == 0 ? shape.in() : shape.hidden();
      int out = i == shape.layers() - 1 ? shape.bottleneck() : shape.hidden();
      Parameters layer = layerParameters(shape, i);
      Tensor weight = layer.create("weight", out, in);
      layers.add(new Layer(weight, shape.bias() ? layer.create("bias", out) : null));
    }
    gain = parameters.in("last_layer").create("weight_g", shape.prototypes(), 1);
    direction =
        parameters.in("last_layer").create("weight_v", shape.prototypes(), shape.bottleneck());
  }

  /** GELUs count in the reference's numbering: layers are 0, 2, 4. A lone layer has no number. */
  private Parameters layerParameters(Shape shape, int i) {
    Parameters mlp = parameters.in("mlp");
    return shape.layers() == 1 ? mlp : mlp.in(Integer.toString(2 * i));
  }

  /** By the reference's names; owned by this head. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Draws fresh weights: MLP truncated normal with standard deviation 0.02 and no bias, prototypes
   * as PyTorch initialises a linear layer, gains 1.
   */
  public void initialize(Generator generator) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      for (Layer layer : layers) {
        truncatedNormal(layer.weight(), generator);
        if (layer.bias() != null) {
          layer.bias().zero_();
        }
      }
      gain.fill_(new Scalar(1.0));
      double bound = 1 / Math.sqrt(direction.size(1));
      direction.uniform_(-bound, bound, new GeneratorOptional(generator));
    }
  }

  /** The cut at two units is a hundred deviations away and never matters. */
  private static void truncatedNormal(Tensor weight, Generator generator) {
    Tensors.normal(weight, 0, STD, generator);
  }

  /** Tokens {@code [rows, in]} to unit vectors {@code [rows, bottleneck]} in float32. */
  public Tensor bottleneck(Tensor tokens, ScalarType type) {
    Tensor x = tokens;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Tensor bias = layer.bias();
      x = linear(to(x, type), to(layer.weight(), type), bias == null ? null : to(bias, type));
      x = i == layers.size() - 1 ? x : gelu(x);
    }
    return normalize(to(x, ScalarType.Float), -1, EPSILON);
  }

  /**
   * The prototypes {@code [K, bottleneck]}, directions of length one times their gains, in {@code
   * type}; no gradient flows into them.
   */
  public Tensor prototypes(ScalarType type) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor prototypes = direction.new_empty(shape(direction), new TensorOptions(type));
      Slices.each(
          direction.size(0),
          rows -> {
            Tensor v = rows.of(direction);
            rows.of(prototypes).copy_(v.mul(rows.of(gain).div(norm(v, 1))));
          });
      return prototypes;
    }
  }

  /**
   * Where the gradient with respect to the prototypes adds up over a step, {@code [K, bottleneck]}:
   * the memory of the directions' own gradient, until {@link #finishGradients}.
   */
  public Tensor prototypeGradient() {
    return Tensors.gradient(direction);
  }

  /**
   * Turns {@link #prototypeGradient} in place into the gradient of the directions, and adds that of
   * the gains: with {@code w = g v / |v|}, {@code dg = dw v / |v|} and {@code dv = g / |v| (dw - v
   * (dw v) / |v|^2)}. Once a step, after the last backward pass.
   */
  public void finishGradients() {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor gradient = prototypeGradient();
      Tensor gains = Tensors.gradient(gain);
      Slices.each(
          direction.size(0),
          rows -> {
            Tensor v = rows.of(direction);
            Tensor length = norm(v, 1); // [rows, 1]
            Tensor dw = rows.of(gradient);
            Tensor along =
                dw.mul(v).sum(new long[] {1}, true, new ScalarTypeOptional()).div_(length);
            rows.of(gains).add_(along);
            dw.sub_(v.mul(along.div(length))).mul_(rows.of(gain).div(length));
          });
    }
  }

  @Override
  public void close() {
    parameters.close();
  }
}
