package io.github.dino4j.evaluate.depth.head;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.interpolate;
import static io.github.dino4j.torch.Ops.linear;

import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The linear head: patch and CLS tokens of each layer side by side, four times the resolution, one
 * linear map to logits over bins of depth, whose weighted mean is the depth ({@code BNHead} of the
 * reference, which has no norm despite its name).
 *
 * <p>The linear map is applied before the resolution grows, to patches and CLS apart. Bilinear
 * weights add up to 1, so nothing changes but the cost, which falls to a sixteenth.
 */
public final class LinearDepthHead implements DepthHead {
  /** Bins of all released heads. */
  public static final int BINS = 256;

  private static final int UPSAMPLE = 4;
  private static final double DEVIATION = 0.01;

  private final DepthHeadConfig config;
  private final int layers;
  private final int upsample;
  private final Parameters parameters = new Parameters();
  private final Tensor weight; // [bins, 2 layers D, 1, 1]
  private final Tensor bias; // [bins]

  LinearDepthHead(DepthHeadConfig config, int layers, int bins, int upsample) {
    this.config = config;
    this.layers = layers;
    this.upsample = upsample;
    Parameters conv = parameters.in("conv_depth");
    weight = conv.create("weight", bins, 2L * layers * config.dim(), 1, 1);
    bias = conv.create("bias", bins);
  }

  /** Of zeros, to be filled. */
  LinearDepthHead(DepthHeadConfig config, int layers, int bins) {
    this(config, layers, bins, UPSAMPLE);
  }

  /**
   * A head to train: weights normal with deviation 0.01, biases 0.
   *
   * @param layers 1 or 4
   */
  public static LinearDepthHead create(DepthHeadConfig config, int layers, long seed) {
    LinearDepthHead head = new LinearDepthHead(config, layers, BINS);
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Tensors.normal(head.weight, 0, DEVIATION, Tensors.generator(seed));
    }
    return head;
  }

  @Override
  public DepthHeadConfig config() {
    return config;
  }

  @Override
  public int layers() {
    return layers;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Tensor forward(HeadTokens tokens) {
    long bins = bias.numel();
    Tensor byToken = weight.view(bins, layers, 2, config.dim());
    Tensor ofPatches = byToken.select(2, 0).reshape(bins, (long) layers * config.dim());
    Tensor ofCls = byToken.select(2, 1).reshape(bins, (long) layers * config.dim());
    Tensor patchLogits = linear(cat(tokens.patches(), -1), ofPatches, null); // [B, r, c, bins]
    Tensor clsLogits = linear(cat(tokens.cls(), -1), ofCls, bias); // [B, bins]
    Tensor logits = patchLogits.add(clsLogits.unsqueeze(1).unsqueeze(1));
    long height = upsample * logits.size(1);
    long width = upsample * logits.size(2);
    Tensor enlarged =
        interpolate(logits.permute(0, 3, 1, 2), height, width, false).permute(0, 2, 3, 1);
    return config.strategy().depth(enlarged, depths()).unsqueeze(1); // [B, 1, height, width]
  }

  /** {@code [bins, 2]}: evenly spaced depths beside ones. */
  private Tensor depths() {
    DepthRange range = config.range();
    int bins = (int) bias.numel();
    float[] depths = new float[2 * bins];
    for (int i = 0; i < bins; i++) {
      depths[2 * i] = (float) (range.min() + (range.max() - range.min()) * i / (bins - 1));
      depths[2 * i + 1] = 1;
    }
    return Tensors.of(depths, bins, 2);
  }
}
