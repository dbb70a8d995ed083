package io.github.dino4j.pretrain.step;

import io.github.dino4j.pretrain.config.ConfigFile;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.masking.MaskRandom;
import io.github.dino4j.pretrain.masking.MaskSampler;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;

/** A run of seconds: a tiny model on images of noise. */
public final class SmallRun {
  /** Overrides with which blocks and losses run on kernels of our own, where there are any. */
  static final String WIDE =
      "student.embed_dim=64 student.num_heads=2"
          + " dino.head_n_prototypes=256 dino.head_bottleneck_dim=64"
          + " ibot.head_n_prototypes=128 ibot.head_bottleneck_dim=64";

  private SmallRun() {}

  public static PretrainConfig config(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "student.arch=vit_small",
                "student.embed_dim=48",
                "student.depth=3",
                "student.num_heads=3",
                "student.patch_size=14",
                "student.layerscale=0.1",
                "student.drop_path_rate=0",
                "crops.global_crops_size=56",
                "crops.local_crops_size=42",
                "crops.local_crops_number=4",
                "dino.head_n_prototypes=96",
                "dino.head_bottleneck_dim=24",
                "dino.head_hidden_dim=64",
                "ibot.head_n_prototypes=80",
                "ibot.head_bottleneck_dim=24",
                "ibot.head_hidden_dim=64",
                "train.batch_size_per_gpu=4",
                "train.OFFICIAL_EPOCH_LENGTH=3",
                "optim.epochs=4",
                "optim.warmup_epochs=1",
                "optim.base_lr=0.02",
                "teacher.warmup_teacher_temp_epochs=2",
                "compute.precision=fp32"));
    all.addAll(List.of(overrides));
    return ConfigFile.defaults().with(all).config();
  }

  public static TrainingStep start(PretrainConfig config) {
    return new TrainingStep(config, ProcessGroup.single());
  }

  /** The batch of an iteration; needs an open scope, which owns it. */
  public static Batch batch(PretrainConfig config, long iteration) {
    int images = config.train().batchSize();
    var crops = config.crops();
    Generator generator = Tensors.generator(iteration);
    return new Batch(
        noise(generator, 2 * images, crops.globalCropsSize()),
        noise(generator, crops.localCropsNumber() * images, crops.localCropsSize()),
        MaskSampler.of(config).sample(2 * images, MaskRandom.from(new Random(iteration))));
  }

  private static Tensor noise(Generator generator, int count, int size) {
    return Tensors.normal(Tensors.empty(count, 3, size, size), 0, 1, generator);
  }
}
