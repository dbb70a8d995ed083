package io.github.dino4j.pretrain.step;

import static io.github.dino4j.torch.Ops.cat;

import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.PrototypeLoss;
import io.github.dino4j.pretrain.loss.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One head of the student on several groups of tokens at once: its MLP in one pass under autograd,
 * its prototypes by {@link PrototypeLoss}, which leaves their gradient with the head.
 */
final class HeadLoss {
  private final List<Tensor> groups;
  private final Tensor samples; // [rows, bottleneck]
  private final Tensor gradient; // of the samples
  private final PrototypeLoss loss;
  private final List<PrototypeLoss.Part> terms = new ArrayList<>();
  private final List<Long> firstRows = new ArrayList<>(); // of the terms' groups
  private final List<Double> values = new ArrayList<>(); // of the terms

  /**
   * @param groups of tokens, each {@code [rows, dim]}
   */
  HeadLoss(DinoHead head, List<Tensor> groups, ScalarType type) {
    this.groups = groups;
    samples = head.bottleneck(cat(groups, 0), type);
    gradient = samples.detach().new_zeros(samples.size(0), samples.size(1));
    loss = new PrototypeLoss(head.prototypes(type), head.prototypeGradient());
  }

  /**
   * Takes up a term on one group, to be evaluated with the others: they share the prototypes.
   *
   * @param scale of its gradient
   * @return its value without the scale, once it is evaluated
   */
  DoubleSupplier add(int group, Function<Tensor, Term> term, double scale) {
    long first = groups.subList(0, group).stream().mapToLong(rows -> rows.size(0)).sum();
    Tensor some = samples.detach().narrow(0, first, groups.get(group).size(0));
    int index = terms.size();
    terms.add(new PrototypeLoss.Part(term.apply(some), scale));
    firstRows.add(first);
    return () -> values.get(index);
  }

  /** Evaluates all terms. */
  void evaluate() {
    List<PrototypeLoss.Result> results = loss.add(terms);
    for (int i = 0; i < results.size(); i++) {
      Tensor rows = results.get(i).gradient();
      gradient.narrow(0, firstRows.get(i), rows.size(0)).copy_(rows);
      values.add(results.get(i).value().item_double());
    }
  }

  /** What to go backward from. */
  void collect(Roots roots) {
    roots.add(samples, gradient);
  }

  /** Outputs of a graph with the gradients of the objective with respect to them. */
  static final class Roots {
    private final List<Tensor> outputs = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();

    void add(Tensor output, Tensor gradient) {
      outputs.add(output);
      gradients.add(gradient);
    }

    void backward() {
      io.github.dino4j.torch.Ops.backward(outputs, gradients);
    }
  }
}
