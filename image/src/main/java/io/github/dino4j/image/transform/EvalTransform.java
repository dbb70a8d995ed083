package io.github.dino4j.image.transform;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.resample.Resampling;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From a photo to the picture that a model is shown, without any randomness. The sizes and the
 * rounding are torchvision's on Pillow images, with bicubic resampling, so features equal those of
 * the reference ({@code dinov2/data/transforms.py}, {@code make_classification_eval_transform}).
 */
public sealed interface EvalTransform extends Serializable {
  /**
   * A whole picture may be so many times as long as it is wide; the model's work grows with the
   * square of that.
   */
  int LONGEST = 10;

  /** A whole picture may have so many pixels for the model: 32 million. */
  long MOST_PIXELS = 1L << 25;

  /** What {@link #parse} reads. */
  Pattern TEXT =
      Pattern.compile(
          "(?<kind>ResizeCrop|Native|Whole)\\[\\w+=(?<first>\\d+)(, \\w+=(?<second>\\d+))?]");

  /**
   * Where a picture of this size ends up.
   *
   * @throws UnreadableImageException if its shape is so extreme that no model could look at it
   */
  CropWindow cropWindow(Size image);

  /** The picture for the model; may be the image itself. */
  default RgbImage apply(RgbImage image) {
    return cropWindow(Size.of(image)).apply(image);
  }

  /** The same for any number of channels, in float32. */
  default ChannelImage apply(ChannelImage image) {
    return cropWindow(Size.of(image)).apply(image);
  }

  /** The size of what {@link #apply(RgbImage)} makes of a picture of this size. */
  default Size outputSize(Size image) {
    return cropWindow(image).canvas();
  }

  /**
   * A picture is resized, a window of it is cut out and lies in the middle of a black canvas.
   *
   * @param resized size of the whole picture after resizing
   * @param window what is seen of it
   * @param canvas at least as large as the window
   */
  record CropWindow(Size resized, Box window, Size canvas) {
    static CropWindow ofAll(Size image, Size size) {
      if ((long) size.width() * size.height() > MOST_PIXELS) {
        throw new UnreadableImageException(
            "%,d x %,d pixels would be shown to the model as %,d x %,d, more than %,d in all; make it smaller"
                .formatted(
                    image.width(), image.height(), size.width(), size.height(), MOST_PIXELS));
      }
      return new CropWindow(size, size.whole(), size);
    }

    private RgbImage apply(RgbImage image) {
      RgbImage cut = Resampling.BICUBIC.resize(image, Size.of(image).whole(), resized, window);
      return Size.of(cut).equals(canvas) ? cut : padded(cut);
    }

    private RgbImage padded(RgbImage cut) {
      byte[] pixels = new byte[canvas.bytes()];
      int row = cut.width() * 3;
      for (int y = 0; y < cut.height(); y++) {
        int to = (top() + y) * canvas.width() + left();
        System.arraycopy(cut.pixels(), y * row, pixels, to * 3, row);
      }
      return new RgbImage(canvas.width(), canvas.height(), pixels);
    }

    private ChannelImage apply(ChannelImage image) {
      ChannelImage cut = Resampling.BICUBIC.resize(image, Size.of(image).whole(), resized, window);
      return Size.of(cut).equals(canvas) ? cut : padded(cut);
    }

    private ChannelImage padded(ChannelImage cut) {
      ChannelImage result = ChannelImage.black(canvas, cut.channels());
      int row = cut.width();
      for (int y = 0; y < cut.channels() * cut.height(); y++) {
        int channel = y / cut.height();
        int to = channel * result.plane() + (top() + y % cut.height()) * canvas.width() + left();
        System.arraycopy(cut.samples(), y * row, result.samples(), to, row);
      }
      return result;
    }

    private int left() {
      return (canvas.width() - window.width()) / 2;
    }

    private int top() {
      return (canvas.height() - window.height()) / 2;
    }
  }

  /** How the reference evaluates: short side 256, centre crop 224. */
  static ResizeCrop standard() {
    return new ResizeCrop(256, 224);
  }

  /** A centre crop of this size out of a short side that is larger in the standard proportion. */
  static ResizeCrop ofSize(int size) {
    return new ResizeCrop(Math.toIntExact(Math.round(size * 256.0 / 224)), size);
  }

  /**
   * Reads what {@code toString} of a transform gives, as files that features come in have it.
   *
   * @throws DinoException if it is none
   */
  static EvalTransform parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    try {
      if (matcher.matches()) {
        int first = number(matcher, "first");
        EvalTransform transform =
            switch (String.valueOf(matcher.group("kind"))) {
              case "Native" -> new Native(first);
              case "Whole" -> new Whole(first, number(matcher, "second"));
              default -> new ResizeCrop(first, number(matcher, "second"));
            };
        if (transform.toString().equals(text)) {
          return transform;
        }
      }
    } catch (IllegalArgumentException _) {
      // Numbers that no transform has.
    }
    throw new DinoException("'%s' is no transform of images".formatted(Quoted.of(text)));
  }

  private static int number(Matcher matcher, String name) {
    return Integer.parseInt(String.valueOf(matcher.group(name)));
  }

  /** The nearest multiple of the patch, at least one. */
  private static int whole(double side, int patch) {
    return patch * Math.toIntExact(Math.max(1, Math.round(side / patch)));
  }

  /**
   * The short side is resized, then a square is cut from the middle; where the picture is smaller
   * than the square it is padded with black.
   *
   * @param resize short side after resizing, in pixels
   * @param crop side of the square, in pixels
   */
  record ResizeCrop(int resize, int crop) implements EvalTransform {
    public ResizeCrop {
      if (resize < 1 || crop < 1) {
        throw new IllegalArgumentException("resize %d, crop %d".formatted(resize, crop));
      }
    }

    @Override
    public CropWindow cropWindow(Size image) {
      Size resized = resized(image);
      Box window =
          new Box(
              start(resized.width()),
              start(resized.height()),
              Math.min(crop, resized.width()),
              Math.min(crop, resized.height()));
      return new CropWindow(resized, window, new Size(crop, crop));
    }

    /** The long side is rounded down, as torchvision does. */
    private Size resized(Size image) {
      int width = image.width();
      int height = image.height();
      double exact = (double) ((long) resize * Math.max(width, height)) / Math.min(width, height);
      if (exact > Integer.MAX_VALUE) {
        throw new UnreadableImageException(
            "%,d x %,d pixels: with a short side of %,d the other would have %,.0f"
                .formatted(width, height, resize, exact));
      }
      int longSide = (int) exact;
      return width <= height ? new Size(resize, longSide) : new Size(longSide, resize);
    }

    /** Python rounds halves to the even number. */
    private int start(int side) {
      return side <= crop ? 0 : (int) Math.rint((side - crop) / 2.0);
    }
  }

  /**
   * The whole picture in its own size and aspect: each side is rounded to the nearest multiple of
   * the patch, at least one patch, and the picture is resized to that. Nothing is cut or padded.
   *
   * @param patch side of a patch, in pixels
   */
  record Native(int patch) implements EvalTransform {
    public Native {
      if (patch < 1) {
        throw new IllegalArgumentException("a patch of %d pixels".formatted(patch));
      }
    }

    @Override
    public CropWindow cropWindow(Size image) {
      return CropWindow.ofAll(
          image, new Size(whole(image.width(), patch), whole(image.height(), patch)));
    }
  }

  /**
   * The whole picture in its own aspect at a chosen size: the short side is resized to about so
   * many pixels, the long side in proportion, both to multiples of the patch. Nothing is cut or
   * padded. What is more than {@value EvalTransform#LONGEST} times as long as wide is refused: a
   * strip of 3,000 x 20 pixels would become 67,200 x 448.
   *
   * @param shortSide wanted, in pixels
   * @param patch side of a patch, in pixels
   */
  record Whole(int shortSide, int patch) implements EvalTransform {
    public Whole {
      if (patch < 1 || shortSide < patch) {
        throw new IllegalArgumentException(
            "a short side of %d pixels with patches of %d".formatted(shortSide, patch));
      }
    }

    /** Whether a picture of such sides is refused. */
    public static boolean isTooLong(int width, int height) {
      return Math.max(width, height) > (long) LONGEST * Math.min(width, height);
    }

    @Override
    public CropWindow cropWindow(Size image) {
      int narrow = Math.min(image.width(), image.height());
      if (isTooLong(image.width(), image.height())) {
        throw new UnreadableImageException(
            "%,d x %,d pixels: one side is more than %d times the other, too long to be shown as a whole; cut it"
                .formatted(image.width(), image.height(), LONGEST));
      }
      double scale = shortSide / (double) narrow;
      return CropWindow.ofAll(
          image,
          new Size(whole(scale * image.width(), patch), whole(scale * image.height(), patch)));
    }
  }
}
