package io.github.dino4j.pretrain.run;

import io.github.dino4j.pretrain.config.ConfigFile;
import java.util.List;

/** A run of a second: six steps, a state every two, a probe every three. */
final class SmallConfig {
  static final int STEPS = 6;

  private static final List<String> KEYS =
      List.of(
          "student.embed_dim=48",
          "student.depth=2",
          "student.num_heads=3",
          "student.patch_size=8",
          "student.layerscale=0.1",
          "student.drop_path_rate=0.2",
          "crops.global_crops_size=32",
          "crops.local_crops_size=16",
          "crops.local_crops_number=2",
          "dino.head_n_prototypes=64",
          "dino.head_bottleneck_dim=16",
          "dino.head_hidden_dim=32",
          "train.batch_size_per_gpu=4",
          "train.OFFICIAL_EPOCH_LENGTH=3",
          "train.checkpoint_period_iterations=2",
          "optim.epochs=2",
          "optim.warmup_epochs=1",
          "teacher.warmup_teacher_temp_epochs=1",
          "evaluation.eval_period_iterations=3",
          "compute.precision=fp32");

  private SmallConfig() {}

  static ConfigFile with(String... overrides) {
    return ConfigFile.defaults().with(KEYS).with(List.of(overrides));
  }
}
