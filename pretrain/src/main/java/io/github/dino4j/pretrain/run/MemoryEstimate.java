package io.github.dino4j.pretrain.run;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.LinearLayout;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.torch.Computation;
import io.github.dino4j.torch.Computation.Engine;
import java.util.List;

/**
 * What the student keeps for its backward pass, which depends on the way that it is computed. An
 * estimate: heads and losses take their turns before and after the blocks and are left out.
 */
record MemoryEstimate(PretrainConfig config, Computation computation) {
  private static final int FLOAT = 4;

  /** So many crops of an image have so many tokens each. */
  private record Group(int crops, double tokens) {
    double all() {
      return crops * tokens;
    }
  }

  /** In bytes, for all images of a pass. */
  double activations() {
    double image = computation.engine() == Engine.KERNELS ? byKernels() : byAutograd();
    return config.imagesInAPass() * image;
  }

  private List<Group> groups() {
    var crops = config.crops();
    return List.of(
        new Group(2, tokens(crops.globalCropsSize())),
        new Group(crops.localCropsNumber(), tokens(crops.localCropsSize())));
  }

  private double tokens(int side) {
    double patches = side / (double) model().patchSize();
    return model().prefixTokens() + patches * patches;
  }

  /**
   * Per token and block that it goes through: what the four linear layers read, queries, keys and
   * values, and GELU's derivative. One block at a time has the operands of its matrices' gradients
   * beside that: of each the gradient of its outputs, twice, and its inputs. The residual stream
   * and its gradient exist once.
   */
  private double byKernels() {
    double dim = model().dim();
    BlockLayout layout = model().block();
    double block = bytes() * (read(layout) + layout.qkv().outputs() + layout.up().outputs());
    double gradients =
        bytes()
            * layout.linears().stream()
                .mapToDouble(linear -> 2.0 * linear.outputs() + linear.inputs())
                .sum();
    double tokens = groups().stream().mapToDouble(Group::all).sum();
    return tokens * (kept() * (model().depth() * block + gradients) + 2 * FLOAT * dim);
  }

  /** Numbers a token that the linear layers of a block read. */
  private static double read(BlockLayout layout) {
    return layout.linears().stream().mapToDouble(LinearLayout::inputs).sum();
  }

  /**
   * Per token and block that it goes through: residual stream and its norm in fp32, and in the
   * precision of the run the inputs of the four linear layers, the queries, keys and values,
   * attention, and what is between both linear layers of the feed-forward layer, twice.
   */
  private double byAutograd() {
    int segments = config.compute().checkpointSegments();
    double depth = model().depth();
    double blocks = segments > 0 ? Math.ceil(depth / segments) : depth;
    BlockLayout layout = model().block();
    double between = 2.0 * layout.feedForward().hidden();
    double total = 0;
    for (Group group : groups()) {
      double perToken =
          2.0 * FLOAT * layout.dim()
              + bytes() * (read(layout) + layout.qkv().outputs() + between)
              + 2 * bytes() * layout.heads() * group.tokens();
      total += group.all() * perToken;
    }
    return kept() * blocks * total;
  }

  private double kept() {
    return 1 - config.student().dropPathRate();
  }

  private double bytes() {
    return computation.precision().bytes();
  }

  private VisionTransformerConfig model() {
    return StudentArchitecture.of(config);
  }
}
