package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.cat;

import io.github.dino4j.pretrain.logits.LogitBlock;
import io.github.dino4j.pretrain.logits.SoftmaxTargets;
import io.github.dino4j.pretrain.logits.SumOfViews;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Some rows of a term as neighbours in a block of samples. The samples of the teacher that belong
 * to them lie in the same places of a block of their own.
 *
 * @param index of the term
 * @param first row
 * @param place of the first row in the block
 */
record SampleSlice(int index, Term term, long first, int count, int place) {

  /**
   * All rows of all terms, in blocks as few as can be and nearly equal.
   *
   * @param most samples of a block
   */
  static List<List<SampleSlice>> blocks(List<Term> terms, int most) {
    int total = 0;
    for (int i = 0; i < terms.size(); i++) {
      long rows = terms.get(i).rows();
      total += new SampleSlice(i, terms.get(i), 0, (int) rows, 0).width();
    }
    int size = LogitBlock.filled(Math.ceilDiv(total, Math.max(1, Math.ceilDiv(total, most))));
    List<List<SampleSlice>> blocks = new ArrayList<>();
    int room = 0;
    for (int i = 0; i < terms.size(); i++) {
      long rows = terms.get(i).rows();
      for (long first = 0; first < rows; ) {
        if (room == 0 || !teachesAlike(blocks.getLast(), terms.get(i))) {
          blocks.add(new ArrayList<>());
          room = size;
        }
        SampleSlice slice = fitting(i, terms.get(i), first, room);
        blocks.getLast().add(slice.at(size - room));
        room -= slice.width();
        first += slice.count();
      }
    }
    return blocks;
  }

  private static boolean teachesAlike(List<SampleSlice> block, Term term) {
    return address(block.getFirst().teacher()) == address(teacher(term));
  }

  private static long address(SoftmaxTargets teacher) {
    return teacher.logits().prototypes().data_ptr().address();
  }

  /** As many rows as fit; where each takes both views of an image, these must fit too. */
  private static SampleSlice fitting(int index, Term term, long first, int room) {
    int rows = (int) Math.min(room, term.rows() - first);
    SampleSlice slice = new SampleSlice(index, term, first, rows, 0);
    return slice.width() <= room ? slice : new SampleSlice(index, term, first, room / 2, 0);
  }

  private SampleSlice at(int newPlace) {
    return new SampleSlice(index, term, first, count, newPlace);
  }

  SoftmaxTargets teacher() {
    return teacher(term);
  }

  /** Whether the targets of a term can be made anew from logits. */
  static boolean hasSoftmaxTargets(Term term) {
    return term.targets() instanceof SoftmaxTargets || term.targets() instanceof SumOfViews;
  }

  /** What the targets of a term are made of. */
  static SoftmaxTargets teacher(Term term) {
    return switch (term.targets()) {
      case SoftmaxTargets softmax -> softmax;
      case SumOfViews views -> views.softmax();
      default -> throw new IllegalArgumentException("kernels make targets anew from scores alone");
    };
  }

  /** Images whose two views make the targets; none where a row has a target of its own. */
  int pairs() {
    return term.targets() instanceof SumOfViews views ? (int) Math.min(views.images(), count) : 0;
  }

  /** Places in the block. */
  int width() {
    return LogitBlock.filled(Math.max(count, 2 * pairs()));
  }

  /** {@code [width, bottleneck]}, with zeros in the places left over. */
  Tensor studentSamples() {
    return LogitBlock.padded(term.samples().narrow(0, first, count), width());
  }

  /** The same for the teacher: of each row, or of the first views and then the second ones. */
  Tensor teacherSamples() {
    Tensor samples = teacher().logits().samples();
    return LogitBlock.padded(
        term.targets() instanceof SumOfViews views
            ? bothViews(samples, views.images())
            : samples.narrow(0, first, count),
        width());
  }

  private Tensor bothViews(Tensor samples, long images) {
    Tensor some = SumOfViews.imagesOf(first, pairs(), images);
    return cat(
        0,
        samples.narrow(0, 0, images).index_select(0, some),
        samples.narrow(0, images, images).index_select(0, some));
  }
}
