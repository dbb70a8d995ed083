package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.softmax;

import io.github.dino4j.pretrain.logits.SoftmaxTargets;
import io.github.dino4j.pretrain.logits.SumOfViews;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a term comes to in double, from the same numbers.
 *
 * @param samples gradient, {@code [rows, width]}
 * @param prototypes gradient, {@code [K, width]}
 */
record LossInDouble(double value, Tensor samples, Tensor prototypes) {
  static LossInDouble of(Term term, Tensor prototypes) {
    Tensor rows = rounded(term.samples(), prototypes); // [rows, width]
    Tensor directions = prototypes.to(ScalarType.Double);
    Tensor logits = torch.matmul(rows, directions.t()).div(new Scalar(0.1)); // [rows, K]
    Tensor targets = targets(term);
    Tensor weights = term.weights().to(ScalarType.Double).unsqueeze(1);
    Tensor mass = targets.sum(new long[] {1}, true, new ScalarTypeOptional());
    Tensor gradient =
        softmax(logits, -1).mul(mass).sub(targets).mul(weights).mul(new Scalar(term.scale() / 0.1));
    return new LossInDouble(
        -torch.log_softmax(logits, -1).mul(targets).mul(weights).sum().item_double(),
        torch.matmul(gradient, directions),
        torch.matmul(gradient.t(), rows));
  }

  /** {@code [rows, K]}. */
  private static Tensor targets(Term term) {
    SoftmaxTargets teacher = SampleSlice.teacher(term);
    Tensor prototypes = teacher.logits().prototypes();
    Tensor samples = rounded(teacher.logits().samples(), prototypes);
    Tensor exponents =
        torch
            .matmul(samples, prototypes.to(ScalarType.Double).t())
            .mul(new Scalar(teacher.factor()))
            .add(teacher.offsets());
    Tensor targets = softmax(exponents.div(new Scalar(SoftmaxTargets.LOG2_E)), -1);
    if (!(term.targets() instanceof SumOfViews views)) {
      return targets;
    }
    long images = views.images();
    Tensor both = targets.narrow(0, 0, images).add(targets.narrow(0, images, images));
    Tensor all = both;
    while (all.size(0) < term.rows()) {
      all = cat(0, all, both);
    }
    return all;
  }

  private static Tensor rounded(Tensor samples, Tensor prototypes) {
    return samples.to(prototypes.scalar_type()).to(ScalarType.Double);
  }
}
