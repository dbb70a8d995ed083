package io.github.dino4j.pretrain.step;

import static io.github.dino4j.pretrain.Closeness.assertCloseRelative;
import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static io.github.dino4j.torch.Ops.cat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.model.Tokens;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.loss.Projector;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of features against the same in libtorch's words, gradients against its autograd. */
class FeaturePassTest {
  private static final int TEACHER_DIM = 40;
  private static final double SHARE = 0.5;

  /** Token counts of the sizes of {@link SmallRun}. */
  private static final int GLOBAL = 16;

  private static final int LOCAL = 9;

  private static Tensor noise(long seed, long... shape) {
    return Tensors.normal(Tensors.empty(shape), 0, 1, Tensors.generator(seed));
  }

  private static Tokens tokens(long seed, long crops, long patches, int dim) {
    Tensor leaf = noise(seed, crops, 1 + patches, dim).set_requires_grad(true);
    return new Tokens(leaf, leaf.detach(), 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void valuesAndGradientsAreThoseOfAutograd(String allPatches) {
    PretrainConfig config =
        SmallRun.config(
            "teacher.pretrained_weights=T",
            "teacher.match=features",
            "ibot.all_patches=" + allPatches,
            "teacher.cls_weight=0.7",
            "teacher.cosine_weight=2");
    LossPlan plan = LossPlan.of(config);
    try (Scope scope = Scope.open();
        Network student = Network.initialized(config, 1, TEACHER_DIM);
        Gradients gradients = new Gradients(student.projector().parameters().named())) {
      Batch batch = SmallRun.batch(config, 0);
      long images = batch.images();
      int dim = student.backbone().config().dim();
      Tensor views = noise(1, 2 * images, TEACHER_DIM);
      Tensor patches = noise(2, batch.masks().count(), TEACHER_DIM);
      var targets = new TeacherPass.Features(views, patches);
      var inputs = new LossPass.Inputs(batch, targets, SHARE);

      List<Tokens> ours =
          List.of(tokens(3, 2 * images, GLOBAL, dim), tokens(4, 4 * images, LOCAL, dim));
      Map<Loss, Double> values =
          new FeaturePass(student, plan, ScalarType.Float).run(ours, inputs, targets);
      Tensor projector = gradients.flat().clone();
      gradients.zero();

      List<Tokens> theirs =
          List.of(tokens(3, 2 * images, GLOBAL, dim), tokens(4, 4 * images, LOCAL, dim));
      Projector map = student.projector();
      Tensor cls =
          map.cls(cat(0, theirs.getFirst().cls(), theirs.getLast().cls()), ScalarType.Float);
      Tensor compared =
          theirs.getFirst().patches().flatten(0, 1).index_select(0, batch.comparedRows());
      Tensor projected = map.patches(compared, ScalarType.Float);
      Tensor mean =
          views.narrow(0, 0, images).add(views.narrow(0, images, images)).div(new Scalar(2.0));
      Tensor clsTargets = cat(0, views, mean, mean, mean, mean);
      Map<Loss, Tensor> expected =
          Map.of(
              Loss.CLS_COSINE, cosine(cls, clsTargets),
              Loss.CLS_SMOOTH_L1, torch.smooth_l1_loss(cls, clsTargets),
              Loss.PATCH_COSINE, cosine(projected, patches),
              Loss.PATCH_SMOOTH_L1, torch.smooth_l1_loss(projected, patches));
      Map<Loss, Double> weights =
          Map.of(
              Loss.CLS_COSINE, 1.4,
              Loss.CLS_SMOOTH_L1, 0.7,
              Loss.PATCH_COSINE, 2.0,
              Loss.PATCH_SMOOTH_L1, 1.0);
      List<Tensor> scales = new ArrayList<>();
      List<Tensor> losses = new ArrayList<>();
      expected.forEach((loss, value) -> {
        assertRelative(loss.name(), values.getOrDefault(loss, 0.0), value.item_double(), 1e-5);
        double weight = SHARE * weights.getOrDefault(loss, 0.0);
        losses.add(value);
        scales.add(value.detach().new_zeros().fill_(new Scalar(weight)));
      });
      Ops.backward(losses, scales);

      assertThat(values).containsOnlyKeys(expected.keySet());
      assertCloseRelative("projector", projector, gradients.flat(), 1e-5);
      for (int i = 0; i < 2; i++) {
        assertCloseRelative(
            "tokens",
            Tensors.gradient(ours.get(i).norm()),
            Tensors.gradient(theirs.get(i).norm()),
            1e-5);
      }
    }
  }

  private static Tensor cosine(Tensor a, Tensor b) {
    return torch.cosine_similarity(a, b).neg().add(new Scalar(1.0)).mean();
  }
}
