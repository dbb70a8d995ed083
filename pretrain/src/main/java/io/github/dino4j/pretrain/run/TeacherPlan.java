package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.weights.ParameterShapes;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.PretrainConfig.Match;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A frozen teacher that a student can learn from.
 *
 * @param source as the user named it
 * @param match what the student learns from it
 * @param headParameters values of the heads that are used
 */
public record TeacherPlan(
    String source, VisionTransformerConfig model, Match match, long headParameters) {
  private static final String WEIGHTS = "teacher.pretrained_weights";

  /**
   * @param heads of the teacher, by the reference's names
   * @param student whose {@code teacher.match} is decided
   * @throws DinoException in one line, if the student cannot learn from it
   */
  static TeacherPlan of(
      String source,
      VisionTransformerConfig model,
      InputChannels input,
      Map<HeadName, Map<String, TensorEntry>> heads,
      PretrainConfig student) {
    LossPlan plan = LossPlan.of(student);
    requireSameInput(source, input, StudentArchitecture.input(student));
    requireGrid(source, model, student, plan);
    long headParameters = plan.matchesFeatures() ? 0 : requireHeads(source, model, heads, plan);
    return new TeacherPlan(source, model, student.teacher().match(), headParameters);
  }

  /**
   * Refuses keys that mean nothing in a run.
   *
   * @throws DinoException in one line
   */
  static void requireMeaningful(PretrainConfig config) {
    PretrainConfig.Teacher teacher = config.teacher();
    boolean weighed =
        DoubleStream.of(
                teacher.clsWeight(),
                teacher.patchWeight(),
                teacher.cosineWeight(),
                teacher.smoothL1Weight())
            .anyMatch(weight -> weight != 1);
    if (!teacher.isFrozen()) {
      requireFrozen(!config.ibot().allPatches(), "ibot.all_patches");
      requireFrozen(teacher.head().isEmpty(), "teacher.head");
      requireFrozen(teacher.match() == Match.AUTO, "teacher.match");
      requireFrozen(!weighed, "teacher.*_weight");
    } else if (teacher.matchesFeatures()) {
      require(
          teacher.head().isEmpty(),
          "teacher.head: where features are matched (teacher.match=features) no heads are needed");
      require(
          LossPlan.of(config).losses().stream().anyMatch(loss -> loss != LossPlan.Loss.KOLEO),
          "no feature is left to match: raise teacher.cls_weight or patch_weight, and cosine_weight or smooth_l1_weight");
    } else {
      require(
          !weighed,
          "teacher.*_weight: they weigh features, and this student learns by the teacher's heads; set teacher.match=features");
    }
  }

  private static void requireFrozen(boolean condition, String key) {
    require(
        condition,
        "%s is for distillation: name a frozen teacher by %s, or leave it away",
        key,
        WEIGHTS);
  }

  private static void requireSameInput(String source, InputChannels teacher, InputChannels here) {
    require(
        teacher.mean().equals(here.mean()) && teacher.deviation().equals(here.deviation()),
        "%s: %s sees channels of mean %s and deviation %s, the student %s and %s: both see the same crops, so set student.in_chans, data.mean and data.std to the teacher's",
        WEIGHTS,
        source,
        teacher.mean(),
        teacher.deviation(),
        here.mean(),
        here.deviation());
  }

  private static void requireGrid(
      String source, VisionTransformerConfig model, PretrainConfig student, LossPlan plan) {
    int size = student.crops().globalCropsSize();
    require(
        size % model.patchSize() == 0,
        "crops.global_crops_size %d is no multiple of the patches of %s, %d pixels",
        size,
        source,
        model.patchSize());
    require(
        !plan.comparesPatches() || model.patchSize() == student.student().patchSize(),
        "%s has patches of %d pixels, the student of %d: they are not the same places of an image; set student.patch_size=%d, or %s to compare CLS tokens alone",
        source,
        model.patchSize(),
        student.student().patchSize(),
        model.patchSize(),
        plan.matchesFeatures() ? "teacher.patch_weight=0" : "ibot.loss_weight=0");
  }

  private static long requireHeads(
      String source,
      VisionTransformerConfig model,
      Map<HeadName, Map<String, TensorEntry>> heads,
      LossPlan plan) {
    require(
        heads.containsKey(HeadName.DINO),
        "%s: %s has no heads: name a checkpoint that has by teacher.head, or set teacher.match=features",
        WEIGHTS,
        source);
    boolean separate = heads.containsKey(HeadName.IBOT);
    require(
        !plan.has(LossPlan.Loss.IBOT) || separate == plan.heads().containsKey(HeadName.IBOT),
        "%s has %s head for patches of its own: set ibot.separate_head=%s",
        source,
        separate ? "a" : "no",
        separate);
    long parameters = 0;
    for (HeadName name : plan.heads().keySet()) {
      Map<String, TensorEntry> head = heads.getOrDefault(name, Map.of());
      DinoHead.Shape shape = DinoHead.Shape.of(head);
      require(
          shape.in() == model.dim(),
          "teacher.head: a %s for %d features, and the teacher has %d",
          name.submodule(),
          shape.in(),
          model.dim());
      require(
          shape.prototypes() == plan.prototypes(name),
          "%s has %d prototypes, the student %d: set %s.head_n_prototypes=%d",
          source,
          shape.prototypes(),
          plan.prototypes(name),
          name == HeadName.DINO ? "dino" : "ibot",
          shape.prototypes());
      parameters += head.values().stream().mapToLong(TensorEntry::elements).sum();
    }
    return parameters;
  }

  private static void require(boolean condition, String format, Object... values) {
    if (!condition) {
      throw new DinoException(format.formatted(values));
    }
  }

  /** Values of the backbone. */
  long backboneParameters() {
    return ParameterShapes.count(model);
  }

  /** In one line, for people. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s: %d blocks of %d features, %.1f M parameters, frozen; the student learns %s",
        source,
        model.depth(),
        model.dim(),
        backboneParameters() / 1e6,
        match == Match.FEATURES ? "its features" : "by its heads");
  }
}
