package io.github.dino4j.evaluate.depth;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;

/** What an image and its depth are cut to before anything else, so that all have one content. */
public enum DepthCrop {
  NONE {
    @Override
    public Box box(Size image) {
      return image.whole();
    }
  },
  /** Without the white border of NYU's photos of 640 x 480; in training alone. */
  NYU {
    @Override
    public Box box(Size image) {
      return inside(new Box(43, 45, 565, 427), image);
    }
  },
  /** The middle 1216 columns of the lowest 352 rows, as KITTI is trained and tested on. */
  KB {
    @Override
    public Box box(Size image) {
      int left = (image.width() - KB_WIDTH) / 2;
      int top = image.height() - KB_HEIGHT;
      if (left < 0 || top < 0) {
        throw tooSmall(image);
      }
      return new Box(left, top, KB_WIDTH, KB_HEIGHT);
    }
  };

  private static final int KB_WIDTH = 1216;
  private static final int KB_HEIGHT = 352;

  /**
   * The part of an image of this size.
   *
   * @throws DinoException if the image is smaller than the data set's
   */
  public abstract Box box(Size image);

  Box inside(Box box, Size image) {
    if (box.left() + box.width() > image.width() || box.top() + box.height() > image.height()) {
      throw tooSmall(image);
    }
    return box;
  }

  DinoException tooSmall(Size image) {
    return new DinoException(
        "an image of %d x %d pixels is too small for the crop of %s; take no crop"
            .formatted(image.width(), image.height(), name()));
  }
}
