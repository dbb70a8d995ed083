package io.github.dino4j.evaluate.depth.head;

import static io.github.dino4j.torch.Ops.convTranspose2d;
import static io.github.dino4j.torch.Ops.gelu;
import static io.github.dino4j.torch.Ops.linear;

import io.github.dino4j.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From the tokens of one layer to a map: the CLS token is projected into each patch, features are
 * reduced, and the grid is enlarged four times, twice, kept, or halved, by the stage.
 *
 * @param readout maps patch and CLS together back to as many features
 * @param project to the stage's channels
 * @param resize null where the grid is kept
 */
record ReassembleBlock(Conv2d readout, Conv2d project, @Nullable Conv2d resize, Stage stage) {
  /** What becomes of the grid, in the order of layers. */
  enum Stage {
    FOURFOLD,
    TWOFOLD,
    KEPT,
    HALVED
  }

  /**
   * @param parameters inside {@code reassemble_blocks}
   * @param channels of the stage
   */
  static ReassembleBlock create(Parameters parameters, Stage stage, long dim, long channels) {
    int i = stage.ordinal();
    Conv2d readout =
        Conv2d.withBias(parameters.in("readout_projects.%d.0".formatted(i)), dim, 2 * dim);
    Conv2d project =
        Conv2d.withBias(parameters.in("projects.%d.conv".formatted(i)), channels, dim, 1, 1);
    Parameters inside = parameters.in("resize_layers.%d".formatted(i));
    Conv2d resize =
        switch (stage) {
          case FOURFOLD -> Conv2d.withBias(inside, channels, channels, 4, 4);
          case TWOFOLD -> Conv2d.withBias(inside, channels, channels, 2, 2);
          case KEPT -> null;
          case HALVED -> Conv2d.withBias(inside, channels, channels, 3, 3);
        };
    return new ReassembleBlock(readout, project, resize, stage);
  }

  /**
   * @param patches {@code [B, r, c, D]}
   * @param cls {@code [B, D]}
   * @return {@code [B, channels, h, w]}
   */
  Tensor forward(Tensor patches, Tensor cls) {
    long dim = patches.size(3);
    Tensor ofPatches = linear(patches, readout.weight().narrow(1, 0, dim), null);
    Tensor ofCls = linear(cls, readout.weight().narrow(1, dim, dim), readout.bias()); // [B, D]
    Tensor read = gelu(ofPatches.add(ofCls.unsqueeze(1).unsqueeze(1)));
    Tensor x = project.forward(read.permute(0, 3, 1, 2));
    if (resize == null || resize.bias() == null) {
      return x;
    }
    return stage == Stage.HALVED
        ? resize.forward(x, 2)
        : convTranspose2d(x, resize.weight(), resize.bias());
  }
}
