package io.github.dino4j.benchmarks;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.masking.MaskRandom;
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
    int images = config.imagesInAPass();
    Random random = new Random(1);
    List<Batch> batches = new ArrayList<>();
    for (int first = 0; first < config.train().batchSize(); first += images) {
      batches.add(of(config, images, random));
    }
    return batches;
  }

  /** One pass of so many images; needs an open scope, which owns it. */
  static Batch of(PretrainConfig config, int images, Random random) {
    var crops = config.crops();
    Generator generator = Tensors.generator(random.nextLong());
    return new Batch(
        noise(generator, 2 * images, crops.globalCropsSize()),
        noise(generator, crops.localCropsNumber() * images, crops.localCropsSize()),
        MaskSampler.of(config).sample(2 * images, MaskRandom.from(random)));
  }

  private static Tensor noise(Generator generator, int count, int size) {
    return Tensors.normal(Tensors.empty(count, 3, size, size), 0, 1, generator);
  }
}
