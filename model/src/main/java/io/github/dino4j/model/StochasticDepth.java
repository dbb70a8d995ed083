package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.addRows;
import static io.github.dino4j.torch.Ops.indexSelect;
import static io.github.dino4j.torch.Ops.mul;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic depth: in training each branch sees only some samples. Random draws come from {@code
 * generator}, for each branch one draw a crop size, in order.
 */
sealed interface StochasticDepth {
  /** A residual branch over packed {@code [tokens, dim]}. */
  interface Branch {
    Tensor apply(Tensor packed, Packing packing);
  }

  /** What the first branch may be added to, for tokens that others keep: leaves of the graph. */
  List<Tensor> begin(List<Tensor> tokens);

  /**
   * Adds {@code branch} to {@code tokens}, a list of {@code [B, N, dim]}. If the same list comes
   * back, it was done in place.
   */
  List<Tensor> addBranch(List<Tensor> tokens, Branch branch);

  /** The reference's choice. */
  static StochasticDepth of(ForwardMode mode, int cropSizes) {
    return mode.dropsSamples(cropSizes)
        ? new Subset(mode.dropPath(), mode.generator())
        : new PerSample(mode.dropPath(), mode.generator());
  }

  /** Computes the branch for the kept samples alone and scales it by {@code batch / kept}. */
  record Subset(double rate, @Nullable Generator generator) implements StochasticDepth {
    /** Nothing in a branch's graph keeps the sum itself, so the sum may change in place. */
    @Override
    public List<Tensor> begin(List<Tensor> tokens) {
      return tokens.stream().map(x -> x.is_leaf() ? copy(x) : x).toList();
    }

    private static Tensor copy(Tensor x) {
      return x.clone(new MemoryFormatOptional());
    }

    @Override
    public List<Tensor> addBranch(List<Tensor> tokens, Branch branch) {
      try (Scope scope = Scope.open()) {
        addInPlace(tokens, branch);
      }
      return tokens;
    }

    private void addInPlace(List<Tensor> tokens, Branch branch) {
      List<Tensor> kept = tokens.stream().map(this::draw).toList();
      List<Tensor> chosen = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        chosen.add(indexSelect(tokens.get(i), kept.get(i)));
      }
      Packing packing = Packing.of(chosen);
      List<Tensor> residuals = packing.split(branch.apply(Packing.pack(chosen), packing));
      for (int i = 0; i < tokens.size(); i++) {
        Tensor x = tokens.get(i);
        double scale = (double) x.size(0) / kept.get(i).size(0);
        addRows(x, kept.get(i), mul(to(residuals.get(i), x.scalar_type()), scale));
      }
    }

    private Tensor draw(Tensor tokens) {
      return DropPathIndices.draw(tokens.size(0), rate, generator)
          .to(tokens.device(), ScalarType.Long);
    }
  }

  /**
   * Computes the branch for all samples and drops each with probability {@code rate}
   * (layers/drop_path.py).
   */
  record PerSample(double rate, @Nullable Generator generator) implements StochasticDepth {
    @Override
    public List<Tensor> begin(List<Tensor> tokens) {
      return tokens;
    }

    @Override
    public List<Tensor> addBranch(List<Tensor> tokens, Branch branch) {
      Packing packing = Packing.of(tokens);
      List<Tensor> residuals = packing.split(branch.apply(Packing.pack(tokens), packing));
      List<Tensor> sums = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        Tensor x = tokens.get(i);
        sums.add(x.add(residuals.get(i).mul(draw(x))));
      }
      return sums;
    }

    /** {@code [B, 1, 1]}: drawn on the processor, where the generator is. */
    private Tensor draw(Tensor tokens) {
      return Tensors.empty(tokens.size(0), 1, 1)
          .bernoulli_(1 - rate, Tensors.orDefault(generator))
          .div_(new Scalar(1 - rate))
          .to(tokens.device(), tokens.scalar_type());
    }
  }
}
