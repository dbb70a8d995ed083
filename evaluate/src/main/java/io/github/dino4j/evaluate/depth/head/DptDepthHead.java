package io.github.dino4j.evaluate.depth.head;

import static io.github.dino4j.torch.Ops.interpolate;
import static io.github.dino4j.torch.Ops.relu;

import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The DPT head (Ranftl et al. 2021, arXiv 2103.13413): four layers become maps at four resolutions,
 * which are joined from the coarsest to the finest; convolutions turn the result into depth above
 * the smallest of the range. Reads the CLS token by projection.
 */
public final class DptDepthHead implements DepthHead {
  /** Channels of all released heads. */
  public static final int CHANNELS = 256;

  private static final int LAYERS = 4;
  private static final int LAST_CHANNELS = 32;
  private static final double START = 0.5;

  private final DepthHeadConfig config;
  private final Parameters parameters = new Parameters();
  private final List<ReassembleBlock> reassemble = new ArrayList<>();
  private final List<Conv2d> convs = new ArrayList<>();
  private final List<FusionBlock> fusion = new ArrayList<>();
  private final Conv2d project;
  private final Conv2d[] depth = new Conv2d[3];

  /**
   * Of zeros, to be filled.
   *
   * @param stages channels of the four maps before they are joined
   * @param channels of the maps that are joined
   */
  DptDepthHead(DepthHeadConfig config, List<Integer> stages, int channels) {
    this.config = config;
    for (ReassembleBlock.Stage stage : ReassembleBlock.Stage.values()) {
      int i = stage.ordinal();
      reassemble.add(
          ReassembleBlock.create(
              parameters.in("reassemble_blocks"), stage, config.dim(), stages.get(i)));
      convs.add(
          Conv2d.withoutBias(
              parameters.in("convs.%d.conv".formatted(i)), channels, stages.get(i), 3, 3));
      fusion.add(
          FusionBlock.create(parameters.in("fusion_blocks.%d".formatted(i)), channels, i > 0));
    }
    project = Conv2d.withBias(parameters.in("project.conv"), channels, channels, 3, 3);
    Parameters head = parameters.in("conv_depth.head");
    depth[0] = Conv2d.withBias(head.in("0"), channels / 2, channels, 3, 3);
    depth[1] = Conv2d.withBias(head.in("2"), LAST_CHANNELS, channels / 2, 3, 3);
    depth[2] = Conv2d.withBias(head.in("4"), 1, LAST_CHANNELS, 1, 1);
  }

  /**
   * A head to train, with maps of D/8, D/4, D/2 and D channels. Parameters start as PyTorch's do,
   * but the last bias at half a unit of depth: where it starts below 0 the last activation is 0
   * everywhere, and so is the gradient for ever.
   *
   * @param channels of the maps that are joined; the cost grows with their square. {@link
   *     #CHANNELS} is what the paper has
   */
  public static DptDepthHead create(DepthHeadConfig config, int channels, long seed) {
    List<Integer> stages =
        IntStream.range(0, LAYERS).mapToObj(i -> config.dim() >> (LAYERS - 1 - i)).toList();
    DptDepthHead head = new DptDepthHead(config, stages, channels);
    Conv2d.initialize(head.parameters, seed);
    Tensor last = Objects.requireNonNull(head.depth[2].bias());
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      last.fill_(new Scalar(START));
    }
    return head;
  }

  @Override
  public DepthHeadConfig config() {
    return config;
  }

  @Override
  public int layers() {
    return LAYERS;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Tensor forward(HeadTokens tokens) {
    List<Tensor> stages = new ArrayList<>();
    for (int i = 0; i < LAYERS; i++) {
      Tensor map = reassemble.get(i).forward(tokens.patches().get(i), tokens.cls().get(i));
      stages.add(convs.get(i).forward(map)); // [B, C, h, w]
    }
    Tensor x = stages.getLast();
    for (int i = 0; i < LAYERS; i++) {
      x = fusion.get(i).forward(x, stages.get(LAYERS - 1 - i)); // twice the resolution each
    }
    x = relu(project.forward(x)); // [B, C, 8 rows, 8 columns] for even grids
    x = depth[0].forward(x);
    x = interpolate(x, 2 * x.size(2), 2 * x.size(3), true);
    x = depth[2].forward(relu(depth[1].forward(x))); // [B, 1, 16 rows, 16 columns]
    return relu(x).add(new Scalar(config.range().min()));
  }
}
