package io.github.dino4j.pretrain.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dino4j.DinoException;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/** Numbers between which a key means something. What depends on other keys is checked elsewhere. */
final class Limits {
  private static final List<Limit> ALL =
      List.of(
          new Limit(
              "at least 1",
              value -> value >= 1,
              "dino.head_n_prototypes",
              "dino.head_bottleneck_dim",
              "dino.head_nlayers",
              "dino.head_hidden_dim",
              "ibot.head_n_prototypes",
              "ibot.head_bottleneck_dim",
              "ibot.head_nlayers",
              "ibot.head_hidden_dim",
              "train.batch_size_per_gpu",
              "train.OFFICIAL_EPOCH_LENGTH",
              "student.patch_size",
              "student.in_chans",
              "optim.epochs",
              "evaluation.probe_images"),
          new Limit(
              "at least 0",
              value -> value >= 0,
              "compute.micro_batch",
              "compute.checkpoint_segments",
              "dino.loss_weight",
              "dino.koleo_loss_weight",
              "ibot.loss_weight",
              "train.checkpoint_period_iterations",
              "student.layerscale",
              "student.num_register_tokens",
              "student.embed_dim",
              "student.depth",
              "student.num_heads",
              "student.init_std",
              "student.pos_embed_std",
              "teacher.warmup_teacher_temp_epochs",
              "teacher.cls_weight",
              "teacher.patch_weight",
              "teacher.cosine_weight",
              "teacher.smooth_l1_weight",
              "optim.weight_decay",
              "optim.weight_decay_end",
              "optim.warmup_epochs",
              "optim.min_lr",
              "optim.clip_grad",
              "optim.freeze_last_layer_epochs",
              "optim.patch_embed_lr_mult",
              "crops.local_crops_number",
              "evaluation.eval_period_iterations"),
          new Limit(
              "above 0",
              value -> value > 0,
              "student.mlp_ratio",
              "teacher.warmup_teacher_temp",
              "teacher.teacher_temp",
              "optim.base_lr",
              "optim.layerwise_decay"),
          new Limit(
              "from 0 to 1",
              value -> value >= 0 && value <= 1,
              "ibot.mask_sample_probability",
              "ibot.mask_ratio_min_max",
              "teacher.momentum_teacher",
              "teacher.final_momentum_teacher"),
          new Limit(
              "above 0 and at most 1",
              value -> value > 0 && value <= 1,
              "crops.global_crops_scale",
              "crops.local_crops_scale"),
          new Limit(
              "at least 0 and below 1",
              value -> value >= 0 && value < 1,
              "student.drop_path_rate",
              "optim.adamw_beta1",
              "optim.adamw_beta2"));

  private Limits() {}

  private record Limit(String words, DoublePredicate holds, String... keys) {
    void check(String where, JsonNode tree) {
      for (String key : keys) {
        JsonNode said = Keys.at(tree, key);
        require(holdsFor(said), "%s: \"%s\" is %s; it must be %s", where, key, said, words);
        require(
            !said.isArray() || ascends(said),
            "%s: \"%s\" is %s; the smaller number comes first",
            where,
            key,
            said);
      }
    }

    /** What is no number is refused by its kind. */
    private boolean holdsFor(JsonNode said) {
      if (said.isArray()) {
        return said.valueStream().allMatch(this::holdsFor);
      }
      return !said.isNumber()
          || (Double.isFinite(said.doubleValue()) && holds.test(said.doubleValue()));
    }

    private static boolean ascends(JsonNode range) {
      return range.size() != 2 || range.get(0).doubleValue() <= range.get(1).doubleValue();
    }
  }

  /** Every key that has a limit. */
  static Stream<String> keys() {
    return ALL.stream().flatMap(limit -> Stream.of(limit.keys));
  }

  private static void require(boolean condition, String format, Object... values) {
    if (!condition) {
      throw new DinoException(format.formatted(values));
    }
  }

  /**
   * @param where the last layer of {@code tree} is from, for messages
   * @throws DinoException naming a key whose number means nothing
   */
  static void check(String where, JsonNode tree) {
    ALL.forEach(limit -> limit.check(where, tree));
  }
}
