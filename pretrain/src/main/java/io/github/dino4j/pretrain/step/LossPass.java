package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Tokens;
import io.github.dino4j.pretrain.loss.DinoClsLoss;
import io.github.dino4j.pretrain.loss.IbotPatchLoss;
import io.github.dino4j.pretrain.loss.KoLeoLoss;
import io.github.dino4j.pretrain.loss.LossAndGradient;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.loss.Term;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * From the student's tokens through heads or projector to the losses, and back to the gradients of
 * these and of the tokens.
 *
 * @param type what linear layers compute in
 */
record LossPass(Network student, LossPlan plan, ScalarType type) {
  /**
   * @param share of this batch in the step; scales all gradients
   */
  record Inputs(Batch batch, TeacherPass.Output targets, double share) {}

  /**
   * Adds to the gradients of the heads and of the tokens, every one of which gets one.
   *
   * @param tokens of the global and, where there are any, the local crops, as leaves
   */
  Losses run(List<Tokens> tokens, Inputs inputs) {
    Map<Loss, Double> values = new EnumMap<>(Loss.class);
    switch (inputs.targets()) {
      case TeacherPass.Assignments assignments -> {
        Map<Loss, Tensor> projected = projected(tokens, inputs.batch());
        for (HeadName head : plan.heads().keySet()) {
          values.putAll(throughHead(head, projected, inputs, assignments));
        }
      }
      case TeacherPass.Features features ->
          values.putAll(new FeaturePass(student, plan, type).run(tokens, inputs, features));
    }
    if (plan.has(Loss.KOLEO)) {
      values.put(Loss.KOLEO, koleo(tokens.getFirst().cls(), inputs));
    }
    return Losses.of(plan, values);
  }

  /** The tokens that go through heads, {@code [rows, dim]} for each loss. */
  private static Map<Loss, Tensor> projected(List<Tokens> tokens, Batch batch) {
    Tokens global = tokens.getFirst();
    Tensor none = global.cls().narrow(0, 0, 0);
    return Map.of(
        Loss.DINO_LOCAL, tokens.size() > 1 ? tokens.getLast().cls() : none,
        Loss.DINO_GLOBAL, global.cls(),
        Loss.IBOT, global.patches().flatten(0, 1).index_select(0, batch.comparedRows()));
  }

  /** A scope of its own, so that the next head finds logits and activations of this one gone. */
  private Map<Loss, Double> throughHead(
      HeadName name, Map<Loss, Tensor> projected, Inputs inputs, TeacherPass.Assignments targets) {
    Map<Loss, Tensor> tokens = new EnumMap<>(Loss.class);
    for (Loss loss : plan.projected(name)) {
      tokens.put(loss, Objects.requireNonNull(projected.get(loss)));
    }
    Map<Loss, Double> values = new EnumMap<>(Loss.class);
    try (Scope scope = Scope.open()) {
      HeadPass head = HeadPass.forward(student.head(name), tokens, type); // [rows, bottleneck]
      Map<Loss, LossAndGradient> losses = head.evaluate(terms(head, inputs, targets));
      head.backward(losses); // gradients of the MLP and of the tokens
      losses.forEach((loss, result) -> values.put(loss, result.value().item_double()));
    }
    return values;
  }

  private Map<Loss, Term> terms(HeadPass head, Inputs inputs, TeacherPass.Assignments targets) {
    Map<Loss, Term> terms = new EnumMap<>(Loss.class);
    for (Loss loss : head.losses()) {
      if (plan.has(loss)) {
        Term term = term(loss, head.samples(loss), inputs.batch(), targets);
        terms.put(loss, term.scaledBy(plan.scale(loss, inputs.share())));
      }
    }
    return terms;
  }

  private static Term term(
      Loss loss, Tensor samples, Batch batch, TeacherPass.Assignments targets) {
    return switch (loss) {
      case DINO_LOCAL -> DinoClsLoss.local(samples, targets.cls(), batch.images());
      case DINO_GLOBAL -> DinoClsLoss.global(samples, targets.cls());
      case IBOT ->
          IbotPatchLoss.masked(
              samples,
              Objects.requireNonNull(targets.patches()),
              batch.maskWeights(),
              2 * batch.images());
      case KOLEO, CLS_COSINE, CLS_SMOOTH_L1, PATCH_COSINE, PATCH_SMOOTH_L1 ->
          throw new IllegalArgumentException(loss + " needs no prototypes");
    };
  }

  private double koleo(Tensor cls, Inputs inputs) {
    double scale = plan.scale(Loss.KOLEO, inputs.share());
    LossAndGradient koleo = KoLeoLoss.of(cls, LossPlan.VIEWS, scale);
    Ops.backward(List.of(cls), List.of(koleo.gradient()));
    return koleo.value().item_double();
  }
}
