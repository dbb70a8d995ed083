package io.github.dino4j.pretrain.step;

import static io.github.dino4j.torch.Ops.cat;

import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossAndGradient;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.loss.PrototypeLoss;
import io.github.dino4j.pretrain.loss.Term;
import io.github.dino4j.torch.Ops;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One head of the student on the samples of all its losses at once: its MLP under autograd, its
 * prototypes by {@link PrototypeLoss}.
 *
 * @param bottleneck {@code [rows, bottleneck]}, with the graph of the MLP
 * @param rows of each loss
 */
record HeadPass(DinoHead head, ScalarType type, Tensor bottleneck, Map<Loss, Rows> rows) {
  /** Rows {@code first} to {@code first + count}. */
  record Rows(long first, long count) {
    Tensor of(Tensor all) {
      return all.narrow(0, first, count);
    }
  }

  /**
   * @param tokens {@code [rows, dim]} for each loss
   */
  static HeadPass forward(DinoHead head, Map<Loss, Tensor> tokens, ScalarType type) {
    Map<Loss, Rows> rows = new EnumMap<>(Loss.class);
    List<Tensor> all = new ArrayList<>();
    long first = 0;
    for (var entry : tokens.entrySet()) {
      Rows next = new Rows(first, entry.getValue().size(0));
      rows.put(entry.getKey(), next);
      all.add(entry.getValue());
      first += next.count();
    }
    return new HeadPass(head, type, head.bottleneck(cat(all, 0), type), rows);
  }

  Set<Loss> losses() {
    return rows.keySet();
  }

  /** What a loss compares with prototypes, {@code [rows, bottleneck]}, detached. */
  Tensor samples(Loss loss) {
    return rowsOf(loss).of(bottleneck.detach());
  }

  private Rows rowsOf(Loss loss) {
    return Objects.requireNonNull(rows.get(loss));
  }

  /**
   * Values of losses and their gradients with respect to the samples; that with respect to the
   * prototypes is added to the head's.
   */
  Map<Loss, LossAndGradient> evaluate(Map<Loss, Term> terms) {
    PrototypeLoss prototypes = PrototypeLoss.of(head.prototypes(type), head.prototypeGradient());
    Iterator<LossAndGradient> results = prototypes.evaluate(List.copyOf(terms.values())).iterator();
    Map<Loss, LossAndGradient> losses = new EnumMap<>(Loss.class);
    terms.keySet().forEach(loss -> losses.put(loss, results.next()));
    return losses;
  }

  /** From the gradients of samples, zero where there is no loss, to those of MLP and tokens. */
  void backward(Map<Loss, LossAndGradient> losses) {
    Tensor gradient = bottleneck.detach().new_zeros(bottleneck.size(0), bottleneck.size(1));
    losses.forEach((loss, result) -> rowsOf(loss).of(gradient).copy_(result.gradient()));
    Ops.backward(List.of(bottleneck), List.of(gradient));
  }
}
