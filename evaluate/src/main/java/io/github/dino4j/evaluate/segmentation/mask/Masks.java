package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.image.Size;
import java.nio.file.Path;
import java.util.List;

/** The true labels of images, each within reach at any time. Several threads may read. */
public interface Masks {
  /** How many images there are. */
  int size();

  /** Labels of an image, by its place from 0 on. */
  LabelMap get(int image);

  /** Masks that are already in memory. */
  static Masks of(List<LabelMap> masks) {
    List<LabelMap> copy = List.copyOf(masks);
    return new Masks() {
      @Override
      public int size() {
        return copy.size();
      }

      @Override
      public LabelMap get(int image) {
        return copy.get(image);
      }
    };
  }

  /** Masks in files, read each time that they are asked for. */
  static Masks ofFiles(List<MaskFile> files, MaskReader reader) {
    List<MaskFile> copy = List.copyOf(files);
    return new Masks() {
      @Override
      public int size() {
        return copy.size();
      }

      @Override
      public LabelMap get(int image) {
        return reader.read(copy.get(image).path(), copy.get(image).image());
      }
    };
  }

  /**
   * A mask's file.
   *
   * @param image the size of its image, upright
   */
  record MaskFile(Path path, Size image) {}
}
