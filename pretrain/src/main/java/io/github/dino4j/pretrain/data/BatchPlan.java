package io.github.dino4j.pretrain.data;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.random.PythonRandom;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.data.Views.CropShape;
import io.github.dino4j.pretrain.masking.MaskRandom;
import io.github.dino4j.pretrain.masking.MaskSampler;
import java.util.ArrayList;
import java.util.List;

/**
 * What the batches of a process consist of, as the configuration says.
 *
 * @param images in a batch
 * @param microBatch images in one pass
 */
record BatchPlan(
    int images,
    int microBatch,
    SampleOrder order,
    Seeds seeds,
    ViewRecipe recipe,
    MaskSampler masks,
    CropShape global,
    CropShape local) {
  private static final int GLOBAL_CROPS = 2;

  /**
   * @param count of images in all
   * @throws DinoException if there are fewer images than processes, or the batch cannot be cut
   */
  static BatchPlan of(PretrainConfig config, int count, Shard share) {
    int images = config.train().batchSize();
    int microBatch = config.imagesInAPass();
    if (images < 1 || microBatch < 1 || images % microBatch != 0) {
      throw new DinoException(
          "train.batch_size_per_gpu %d cannot be cut into passes of compute.micro_batch %d images; choose a divisor, or 0"
              .formatted(images, microBatch));
    }
    IndexSampler indexSampler =
        IndexSampler.of(config.data().sampler(), count, share, config.train().seed());
    if (indexSampler.length() == 0) {
      throw new DinoException(
          "%d images are too few for %d processes; each needs one at least"
              .formatted(count, share.count()));
    }
    int channels = config.student().inChans();
    var crops = config.crops();
    return new BatchPlan(
        images,
        microBatch,
        new SampleOrder(indexSampler),
        new Seeds(config.train().seed(), share.rank()),
        Recipes.of(config),
        MaskSampler.of(config),
        new CropShape(0, GLOBAL_CROPS, channels, crops.globalCropsSize()),
        new CropShape(GLOBAL_CROPS, crops.localCropsNumber(), channels, crops.localCropsSize()));
  }

  /** Which image stands at a slot of an iteration's batch. */
  int image(long iteration, int slot) {
    return order.at(iteration * images + slot);
  }

  /** Cuts the crops of a batch into passes and draws their masks. */
  Views views(long iteration, List<List<Crop>> crops) {
    List<Views.Part> parts = new ArrayList<>();
    for (int from = 0; from < images; from += microBatch) {
      MaskRandom draws = MaskRandom.from(new PythonRandom(seeds.ofMasks(iteration, parts.size())));
      parts.add(
          new Views.Part(
              crops.subList(from, from + microBatch),
              masks.sample(GLOBAL_CROPS * microBatch, draws)));
    }
    return new Views(parts, global, local);
  }
}
