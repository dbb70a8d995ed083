package io.github.dino4j.model;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Fresh weights with the distributions of the reference: linear layers and positions truncated
 * normal of standard deviation 0.02, CLS and registers normal 1e-6, mask token zero, the patch
 * convolution as PyTorch initialises convolutions, norms 1, LayerScale as configured.
 */
public final class Initialization {
  private static final int SHORTEST = 4;

  private Initialization() {}

  /**
   * How far fresh weights spread.
   *
   * @param linear standard deviation of the weights of the blocks
   * @param positions standard deviation of the position embeddings
   * @param start what these look like
   */
  public record Spread(double linear, double positions, Positions start) {
    /** The reference's, made for wide models. */
    public static final Spread REFERENCE = new Spread(0.02, 0.02, Positions.RANDOM);
  }

  /** What fresh position embeddings look like; training changes them either way. */
  public enum Positions {
    /** Every place is as far from its neighbour as from all others. */
    RANDOM,
    /** Waves along both axes, as in MoCo v3 (arXiv 2104.02057): near places are alike. */
    SINCOS
  }

  /** A new model as the reference begins it; the caller closes it. */
  public static VisionTransformer of(VisionTransformerConfig config, long seed) {
    return of(config, seed, Spread.REFERENCE);
  }

  /** A new model; the caller closes it. The same seed gives the same weights. */
  public static VisionTransformer of(VisionTransformerConfig config, long seed, Spread spread) {
    VisionTransformer model = new VisionTransformer(config);
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Generator generator = Tensors.generator(seed);
      model
          .parameters()
          .named()
          .forEach(
              (name, parameter) -> draw(name, parameter, new Context(config, spread, generator)));
    }
    return model;
  }

  private record Context(VisionTransformerConfig config, Spread spread, Generator generator) {}

  private static void draw(String name, Tensor parameter, Context context) {
    VisionTransformerConfig config = context.config();
    Generator generator = context.generator();
    String leaf = name.substring(name.lastIndexOf('.') + 1);
    if (leaf.equals("gamma")) {
      parameter.fill_(new Scalar(config.layerScale()));
    } else if (leaf.equals("cls_token") || leaf.equals("register_tokens")) {
      Tensors.normal(parameter, 0, 1e-6, generator);
    } else if (name.startsWith("patch_embed.")) {
      double bound =
          1 / Math.sqrt(config.channels() * (double) config.patchSize() * config.patchSize());
      parameter.uniform_(-bound, bound, new GeneratorOptional(generator));
    } else if (name.contains("norm") && leaf.equals("weight")) {
      parameter.fill_(new Scalar(1.0));
    } else if (leaf.equals("weight")) {
      truncatedNormal(parameter, context.spread().linear(), generator);
    } else if (leaf.equals("pos_embed")) {
      truncatedNormal(parameter, context.spread().positions(), generator);
      if (context.spread().start() == Positions.SINCOS) {
        waves(parameter.narrow(1, 1, parameter.size(1) - 1), config, context.spread().positions());
      }
    }
  }

  /**
   * Sines and cosines of the column, then of the row, with lengths from {@value #SHORTEST} patches
   * to as many sides of the grid.
   *
   * @param places {@code [1, grid, dim]}
   */
  private static void waves(Tensor places, VisionTransformerConfig config, double std) {
    GridSize grid = config.grid();
    int dim = config.dim();
    int lengths = Math.ceilDiv(dim, 4);
    float[] values = new float[grid.patches() * dim];
    for (int i = 0; i < values.length; i++) {
      int place = i / dim;
      int wave = i % dim;
      boolean horizontal = wave % 4 < 2;
      int side = horizontal ? grid.columns() : grid.rows();
      double longer = Math.pow(side, (double) (wave / 4) / Math.max(1, lengths - 1));
      int along = horizontal ? place % grid.columns() : place / grid.columns();
      double phase = wave % 2 == 0 ? 0 : Math.PI / 2;
      double angle = 2 * Math.PI * along / (SHORTEST * longer) + phase;
      values[i] = (float) (std * Math.sqrt(2) * Math.sin(angle));
    }
    places.copy_(Tensors.of(values, 1, grid.patches(), dim));
  }

  /**
   * torch.nn.init.trunc_normal_ with bounds of 2, many deviations away, by the inverse error
   * function.
   */
  private static void truncatedNormal(Tensor parameter, double std, Generator generator) {
    double edge = 1 - Math.ulp(1f);
    parameter
        .uniform_(-edge, edge, new GeneratorOptional(generator))
        .erfinv_()
        .mul_(new Scalar(std * Math.sqrt(2)))
        .clamp_(
            new org.bytedeco.pytorch.ScalarOptional(new Scalar(-2.0)),
            new org.bytedeco.pytorch.ScalarOptional(new Scalar(2.0)));
  }
}
