package io.github.dino4j.benchmarks;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.masking.BlockMasks;
import io.github.dino4j.pretrain.masking.Draws;
import io.github.dino4j.pretrain.masking.MaskRatios;
import io.github.dino4j.pretrain.masking.MaskSampler;
import io.github.dino4j.pretrain.step.Batch;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;

/** What one step sees, of noise: the number of floating-point operations is that of photos. */
final class NoiseBatches {
  private NoiseBatches() {}

  /** The passes of a step; need an open scope, which owns them. */
  static List<Batch> of(PretrainConfig config) {
    int whole = config.train().batchSize();
    int images = config.compute().microBatch() == 0 ? whole : config.compute().microBatch();
    Generator generator = Tensors.generator(1);
    List<Batch> batches = new ArrayList<>();
    for (int first = 0; first < whole; first += images) {
      batches.add(batch(config, images, generator));
    }
    return batches;
  }

  private static Batch batch(PretrainConfig config, int images, Generator generator) {
    var crops = config.crops();
    var ibot = config.ibot();
    var sampler =
        new MaskSampler(
            BlockMasks.of(crops.globalCropsSize(), config.student().patchSize()),
            new MaskRatios(
                ibot.maskRatio().low(), ibot.maskRatio().high(), ibot.maskSampleProbability()));
    return new Batch(
        noise(generator, 2 * images, crops.globalCropsSize()),
        noise(generator, crops.localCropsNumber() * images, crops.localCropsSize()),
        sampler.sample(2 * images, Draws.from(new Random(2))));
  }

  private static Tensor noise(Generator generator, int count, int size) {
    return Tensors.normal(Tensors.empty(count, 3, size, size), 0, 1, generator);
  }
}
