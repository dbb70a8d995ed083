package io.github.dino4j.image.codec;

import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.UnreadableImageException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's file of one array, of which pictures are read: unsigned bytes, unsigned 16-bit numbers,
 * or float32 from 0 to 1, in C order.
 *
 * @param type NumPy's name for the numbers
 * @param shape {@code [H, W]}, {@code [C, H, W]} or {@code [H, W, C]}
 * @param start of the numbers in the file
 */
public record NpyArray(String type, long[] shape, int start) {
  private static final String MAGIC = "\u0093NUMPY";
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  public static boolean startsLikeOne(Bytes file) {
    return file.has(0, MAGIC);
  }

  public static NpyArray header(Bytes file) {
    boolean old = file.u8(6) == 1;
    long length = old ? file.u16le(8) : file.u32le(8);
    int from = old ? 10 : 12;
    file.need(from, length);
    String text = file.text((int) (from + length)).substring(from);
    Matcher type = TYPE.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!type.find() || !shape.find()) {
      throw broken("its header cannot be understood");
    } else if (!text.contains("False")) {
      throw new UnreadableImageException("an array in Fortran order; save it in C order");
    }
    return new NpyArray(type.group(1), lengths(shape.group(1)), (int) (from + length));
  }

  private static long[] lengths(String text) {
    try {
      return Pattern.compile(",")
          .splitAsStream(text)
          .map(String::strip)
          .filter(length -> !length.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw broken("a shape of " + text);
    }
  }

  private static UnreadableImageException broken(String what) {
    return UnreadableImageException.broken(".npy", what);
  }

  /**
   * The array as a picture.
   *
   * @param channels by which the axis of channels is told, the first being preferred
   */
  public ChannelImage image(Bytes file, int channels) {
    boolean flat = shape.length == 2;
    if (!flat && shape.length != 3 || Arrays.stream(shape).anyMatch(n -> n < 1 || n > 1 << 24)) {
      throw new UnreadableImageException("an array of %s, no picture".formatted(text()));
    }
    boolean last = !flat && shape[0] != channels && shape[2] == channels;
    int count = flat ? 1 : (int) shape[last ? 2 : 0];
    int height = (int) shape[flat || last ? 0 : 1];
    int width = (int) shape[flat || last ? 1 : 2];
    ChannelImage.requireFit(width, height, count);
    file.need(start, (long) width * height * count * bytes());
    ChannelImage image = ChannelImage.black(new Size(width, height), count);
    float[] samples = image.samples();
    for (int i = 0; i < samples.length; i++) {
      int at = last ? i % count * image.plane() + i / count : i;
      samples[at] = sample(file, start + i * bytes());
    }
    return image;
  }

  private String text() {
    return Arrays.toString(shape);
  }

  private int bytes() {
    return switch (type) {
      case "|u1", "<u1", ">u1" -> 1;
      case "<u2", ">u2" -> 2;
      case "<f4", ">f4" -> 4;
      default ->
          throw new UnreadableImageException(
              "an array of %s; pictures are uint8, uint16 or float32".formatted(type));
    };
  }

  private float sample(Bytes file, int at) {
    boolean little = type.startsWith("<");
    return switch (bytes()) {
      case 1 -> file.u8(at) / 255f;
      case 2 -> (little ? file.u16le(at) : file.u16(at)) / 65535f;
      default -> share(Float.intBitsToFloat((int) (little ? file.u32le(at) : file.u32(at))));
    };
  }

  private static float share(float sample) {
    if (!(sample >= 0 && sample <= 1)) {
      throw new UnreadableImageException(
          "a float array that holds %s; scale it to 0 to 1".formatted(sample));
    }
    return sample;
  }
}
