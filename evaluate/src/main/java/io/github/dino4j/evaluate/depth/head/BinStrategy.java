package io.github.dino4j.evaluate.depth.head;

import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.mul;
import static io.github.dino4j.torch.Ops.relu;
import static io.github.dino4j.torch.Ops.sigmoid;
import static io.github.dino4j.torch.Ops.softmax;

import org.bytedeco.pytorch.Tensor;

/** How logits over bins of depth become the weights of their mean ({@code norm_strategy}). */
public enum BinStrategy {
  /**
   * {@code relu(logit) + 0.1}, divided by its sum (AdaBins); that of all released heads. The
   * constant is added to the sums instead of to each logit.
   */
  LINEAR {
    @Override
    Tensor depth(Tensor logits, Tensor bins) {
      Tensor sums = matmul(relu(logits), bins); // [..., 2]
      Tensor constant = mul(bins.sum(0), EPSILON);
      return ratio(sums.add(constant));
    }
  },
  SOFTMAX {
    @Override
    Tensor depth(Tensor logits, Tensor bins) {
      return matmul(softmax(logits, -1), bins).select(-1, 0);
    }
  },
  SIGMOID {
    @Override
    Tensor depth(Tensor logits, Tensor bins) {
      return ratio(matmul(sigmoid(logits), bins));
    }
  };

  private static final double EPSILON = 0.1;

  /**
   * @param logits {@code [..., bins]}
   * @param bins {@code [bins, 2]}: the depth of each, and ones
   * @return {@code [...]}
   */
  abstract Tensor depth(Tensor logits, Tensor bins);

  private static Tensor ratio(Tensor sums) {
    return sums.select(-1, 0).div(sums.select(-1, 1));
  }
}
