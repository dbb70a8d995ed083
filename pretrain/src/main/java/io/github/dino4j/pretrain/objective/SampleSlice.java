package io.github.dino4j.pretrain.objective;

import static io.github.dino4j.torch.Ops.cat;

import io.github.dino4j.torch.x86.ScoreShape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Some rows of a term as neighbours in a block of samples. The samples of the teacher that belong
 * to them lie in the same places of a block of their own.
 *
 * @param index of the part
 * @param first row
 * @param place of the first row in the block
 * @param pairs images whose two views make the targets; none where a row has a target of its own
 */
record SampleSlice(int index, KernelLoss.Part part, long first, int count, int place, int pairs) {

  /** All rows of a part, in as few slices of nearly equal size as fit in blocks. */
  static List<SampleSlice> of(int index, KernelLoss.Part part) {
    long rows = part.term().rows();
    long images = part.targets() instanceof SumOfViews views ? views.images() : 0;
    // Both views of the images of a slice must fit too.
    int most = 2 * images > ScoreShape.MOST ? ScoreShape.MOST / 2 : ScoreShape.MOST;
    int size = ScoreBlock.filled(Math.ceilDiv(rows, Math.max(1, Math.ceilDiv(rows, most))));
    List<SampleSlice> slices = new ArrayList<>();
    for (long first = 0; first < rows; first += size) {
      int count = (int) Math.min(size, rows - first);
      int pairs = (int) Math.min(images, count);
      slices.add(new SampleSlice(index, part, first, count, 0, pairs));
    }
    return slices;
  }

  SampleSlice at(int newPlace) {
    return new SampleSlice(index, part, first, count, newPlace, pairs);
  }

  SoftmaxTargets teacher() {
    return part.targets().softmax();
  }

  /** Places in the block. */
  int width() {
    return ScoreBlock.filled(Math.max(count, 2 * pairs));
  }

  /** {@code [width, bottleneck]} in bf16, with zeros in the places left over. */
  Tensor studentSamples() {
    return ScoreBlock.padded(part.term().samples().narrow(0, first, count), width());
  }

  /** The same for the teacher: of each row, or of the first views and then the second ones. */
  Tensor teacherSamples() {
    Tensor samples = teacher().scores().samples();
    return ScoreBlock.padded(
        part.targets() instanceof SumOfViews views
            ? bothViews(samples, views.images())
            : samples.narrow(0, first, count),
        width());
  }

  private Tensor bothViews(Tensor samples, long images) {
    Tensor some = SumOfViews.imagesOf(first, pairs, images);
    return cat(
        0,
        samples.narrow(0, 0, images).index_select(0, some),
        samples.narrow(0, images, images).index_select(0, some));
  }
}
