package io.github.dino4j.evaluate.segmentation.mask;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How the pixels of mask files name classes.
 *
 * @param classes how many there are
 * @param ignored the number of pixels that neither train nor count, as it stands in the file
 * @param zero what number 0 means
 * @param palette the colours of classes, for masks in RGB; null where masks hold numbers
 */
public record MaskFormat(
    int classes, OptionalInt ignored, ZeroLabel zero, @Nullable ClassPalette palette) {
  private static final int LARGEST_BYTE = 255;
  private static final int LARGEST_SHORT = 65535;

  /** What number 0 means. */
  public enum ZeroLabel {
    /** The first class. */
    CLASS,
    /**
     * Not labelled, so that number 1 is the first class, as in ADE20K ({@code reduce_zero_label}).
     */
    IGNORED
  }

  /** Numbers from 0 on; the largest is ignored: 255, or 65535 where there are more classes. */
  public static MaskFormat ofClasses(int classes) {
    int largest = classes > LARGEST_BYTE ? LARGEST_SHORT : LARGEST_BYTE;
    return new MaskFormat(classes, OptionalInt.of(largest), ZeroLabel.CLASS, null);
  }

  /** The same with another number ignored. */
  public MaskFormat ignoring(int number) {
    return new MaskFormat(classes, OptionalInt.of(number), zero, palette);
  }

  /** The same with 0 for what is not labelled and classes from 1 on. */
  public MaskFormat reducingZeroLabel() {
    return new MaskFormat(classes, ignored, ZeroLabel.IGNORED, palette);
  }

  /** The same for masks in RGB, whose colours name the classes. */
  public MaskFormat with(ClassPalette colours) {
    return new MaskFormat(classes, ignored, zero, colours);
  }

  /** The class that a number in a file means, {@link LabelMap#IGNORED}, or -2 for none. */
  int label(int number) {
    int first = zero == ZeroLabel.IGNORED ? 1 : 0;
    if (number < first || (ignored.isPresent() && ignored.getAsInt() == number)) {
      return LabelMap.IGNORED;
    }
    return number - first < classes ? number - first : UNKNOWN;
  }

  static final int UNKNOWN = -2;
}
