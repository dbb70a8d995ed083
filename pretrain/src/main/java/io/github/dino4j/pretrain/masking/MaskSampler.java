package io.github.dino4j.pretrain.masking;

import io.github.dino4j.pretrain.config.PretrainConfig;
import java.util.ArrayList;
import java.util.List;

/** Draws the masks of a batch. */
@FunctionalInterface
public interface MaskSampler {
  /**
   * @param crops number of global crops, twice the number of images
   */
  Masks sample(int crops, MaskRandom draws);

  /** Masks of the global crops, as the configuration says. */
  static MaskSampler of(PretrainConfig config) {
    var ibot = config.ibot();
    BlockMasks blocks =
        BlockMasks.of(config.crops().globalCropsSize(), config.student().patchSize());
    if (ibot.allPatches()) {
      int patches = blocks.rows() * blocks.columns();
      return (crops, _) -> Masks.visible(crops, patches);
    }
    return new Blocks(
        blocks,
        new MaskRatios(
            ibot.maskRatio().low(), ibot.maskRatio().high(), ibot.maskSampleProbability()));
  }

  /**
   * Some crops get a block mask of their stratum's ratio, the others none, and the lot is shuffled
   * over all global crops (data/collate.py).
   */
  record Blocks(BlockMasks blocks, MaskRatios ratios) implements MaskSampler {
    @Override
    public Masks sample(int crops, MaskRandom draws) {
      List<boolean[]> masks = unshuffled(crops, draws);
      List<boolean[]> shuffled = new ArrayList<>();
      for (int from : draws.permutation(crops)) {
        shuffled.add(masks.get(from));
      }
      return Masks.of(shuffled);
    }

    private List<boolean[]> unshuffled(int crops, MaskRandom draws) {
      int patches = blocks.rows() * blocks.columns();
      int masked = ratios.maskedCrops(crops);
      List<boolean[]> masks = new ArrayList<>();
      for (int i = 0; i < crops; i++) {
        int wanted = i < masked ? ratios.draw(i, masked, patches, draws) : 0;
        masks.add(blocks.mask(wanted, draws));
      }
      return masks;
    }
  }
}
