package io.github.dino4j.model.fused;

import io.github.dino4j.model.DropPathIndices;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.torch.Scope;
import java.util.Arrays;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Where the tokens of the samples that a branch sees lie in its activations, one sample after the
 * other.
 *
 * @param first row of each sample, {@link #DROPPED} if the branch does not see it
 * @param count of all rows
 */
record DropPathRows(int[] first, int count) {
  static final int DROPPED = -1;

  /** Every sample. */
  static DropPathRows all(SampleLayout layout) {
    boolean[] kept = new boolean[layout.samples()];
    Arrays.fill(kept, true);
    return of(layout, kept);
  }

  /** One draw for each crop size, in order, as the graph's stochastic depth draws. */
  static DropPathRows draw(SampleLayout layout, ForwardMode mode) {
    boolean[] kept = new boolean[layout.samples()];
    try (Scope scope = Scope.open()) {
      for (SampleLayout.Group group : layout.groups()) {
        Tensor drawn = DropPathIndices.draw(group.samples(), mode.dropPath(), mode.generator());
        LongPointer samples = new LongPointer(drawn.data_ptr_long());
        for (int i = 0; i < drawn.numel(); i++) {
          kept[group.first() + (int) samples.get(i)] = true;
        }
      }
    }
    return of(layout, kept);
  }

  private static DropPathRows of(SampleLayout layout, boolean[] kept) {
    int[] first = new int[kept.length];
    int rows = 0;
    for (int sample = 0; sample < kept.length; sample++) {
      first[sample] = kept[sample] ? rows : DROPPED;
      rows += kept[sample] ? layout.groups().get(layout.group(sample)).tokens() : 0;
    }
    return new DropPathRows(first, rows);
  }
}
