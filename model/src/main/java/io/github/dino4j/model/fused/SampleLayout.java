package io.github.dino4j.model.fused;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The samples of one pass, those of the first crop size first.
 *
 * @param groups one for each crop size
 */
record SampleLayout(List<Group> groups) {
  /**
   * Samples of one size.
   *
   * @param first sample
   * @param tokens of each sample
   */
  record Group(int first, int samples, int tokens) {}

  static SampleLayout of(List<Tensor> tokens) {
    List<Group> groups = new ArrayList<>();
    int first = 0;
    for (Tensor x : tokens) {
      groups.add(new Group(first, (int) x.size(0), (int) x.size(1)));
      first += (int) x.size(0);
    }
    return new SampleLayout(groups);
  }

  int samples() {
    Group last = groups.getLast();
    return last.first() + last.samples();
  }

  /** The number of the group that a sample is in. */
  int group(int sample) {
    int group = 0;
    while (sample >= groups.get(group).first() + groups.get(group).samples()) {
      group++;
    }
    return group;
  }

  int mostTokens() {
    return groups.stream().mapToInt(Group::tokens).max().orElse(0);
  }

  /** The rows of each sample in tensors {@code [samples, tokens, dim]}, one a group. */
  List<Matrix> rows(List<Tensor> tensors) {
    List<Matrix> rows = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      Matrix all = Tensors.matrix(tensors.get(i));
      for (int j = 0; j < group.samples(); j++) {
        rows.add(all.rows(j * group.tokens(), group.tokens()));
      }
    }
    return rows;
  }
}
