package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.isType;
import static io.github.dino4j.torch.Ops.logSoftmax;
import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.Slices;
import io.github.dino4j.torch.Scope;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@link PrototypeLoss} by libtorch, term by term. Logits exist for a few rows at a time, so memory
 * does not grow with rows times prototypes.
 */
record LibtorchLoss(Tensor prototypes, Tensor gradient) implements PrototypeLoss {
  /** Tensors of logits stay below the size from which malloc asks the system for fresh pages. */
  private static final long CHUNK_BYTES = 8 << 20;

  /** Rows whose gradients go into one product with the prototypes: at least so many. */
  private static final long BLOCK_ROWS = 128;

  /** And up to so many logits, so that few prototypes are not gone through over and over. */
  private static final long BLOCK_LOGITS = 8 << 20;

  @Override
  public List<LossAndGradient> evaluate(List<Term> terms) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return terms.stream().map(this::evaluate).toList();
    }
  }

  private LossAndGradient evaluate(Term term) {
    Tensor value = gradient.new_zeros();
    Tensor samples = gradient.new_zeros(term.rows(), prototypes.size(1));
    Slices.each(
        term.rows(),
        Math.max(BLOCK_ROWS, BLOCK_LOGITS / prototypes.size(0)),
        rows -> {
          Tensor logits = logitGradients(term, rows, value);
          rows.of(samples).copy_(matmul(logits, prototypes));
          addToGradient(logits, rows.of(term.samples()));
        });
    return new LossAndGradient(value, samples);
  }

  /**
   * {@code [rows, K]} in the type of the prototypes.
   *
   * @param value where the term's value adds up
   */
  private Tensor logitGradients(Term term, Slices.Rows block, Tensor value) {
    Tensor gradients = prototypes.new_empty(block.count(), prototypes.size(0));
    long size = Math.max(1, CHUNK_BYTES / (Float.BYTES * prototypes.size(0)));
    Slices.each(
        block.count(),
        size,
        part -> {
          Slices.Rows rows = new Slices.Rows(block.first() + part.first(), part.count());
          part.of(gradients).copy_(logitGradient(term, rows, value));
        });
    return gradients;
  }

  private Tensor logitGradient(Term term, Slices.Rows rows, Tensor value) {
    Tensor targets = alone(() -> term.targets().rows(rows.first(), rows.count())); // [rows, K]
    Tensor weights = rows.of(term.weights()).unsqueeze(1); // [rows, 1]
    Tensor logs = alone(() -> logProbabilities(rows.of(term.samples())));
    value.sub_(alone(() -> sum(targets.mul(logs)).mul_(weights).sum()));
    Tensor probabilities = logs.exp_();
    return probabilities
        .mul_(sum(targets)) // one, or two where a local crop has both views for targets
        .sub_(targets)
        .mul_(weights.mul(new Scalar(term.scale() / Logits.STUDENT_TEMPERATURE)));
  }

  private Tensor logProbabilities(Tensor samples) {
    Tensor logits = new Logits(samples, prototypes).rows(0, samples.size(0));
    return logSoftmax(logits.div_(new Scalar(Logits.STUDENT_TEMPERATURE)), -1);
  }

  /** Frees what was made on the way: each of these is a row of all prototypes long. */
  private static Tensor alone(Supplier<Tensor> tensor) {
    try (Scope scope = Scope.open()) {
      return scope.hand(tensor.get());
    }
  }

  private static Tensor sum(Tensor rows) {
    return rows.sum(new long[] {1}, true, new ScalarTypeOptional());
  }

  private void addToGradient(Tensor logits, Tensor samples) {
    Tensor factor = to(samples, prototypes.scalar_type());
    if (isType(prototypes, ScalarType.Float)) {
      gradient.addmm_(logits.t(), factor);
      return;
    }
    Slices.each(
        prototypes.size(0),
        rows -> {
          Tensor some = logits.narrow(1, rows.first(), rows.count());
          rows.of(gradient).add_(matmul(some.t(), factor));
        });
  }
}
