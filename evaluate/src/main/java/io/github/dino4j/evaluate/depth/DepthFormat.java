package io.github.dino4j.evaluate.depth;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.NpyArray;
import io.github.dino4j.image.codec.png.PngCodec;
import io.github.dino4j.image.decode.ChannelDecoder;

/**
 * What the numbers in a data set's depth files mean. A {@code .npy} of float32 {@code [height,
 * width]} is read by each: metres, or for {@link Relative} anything that is divided by its maximum.
 * Zeros, negative and infinite numbers and NaN mean that nothing is known.
 */
public sealed interface DepthFormat {
  DepthUnit unit();

  /** The depth that a sample of a PNG stands for. */
  float depth(int sample, int largest);

  /**
   * Whether PNG of 8 bits are taken: their 256 levels are too few for metres, so such a file is
   * most likely of another kind.
   */
  default boolean takesBytes() {
    return false;
  }

  /** What becomes of the depths of a whole {@code .npy}. */
  default DepthMap ofFloats(DepthMap map) {
    return map;
  }

  /**
   * PNG of 16 bits.
   *
   * @param perMetre how many levels a metre has
   */
  record Scaled(double perMetre) implements DepthFormat {
    /** Millimetres, as NYU comes. */
    public static final Scaled NYU = new Scaled(1000);

    /** Units of 1/256 m. */
    public static final Scaled KITTI = new Scaled(256);

    public Scaled {
      if (!(perMetre > 0)) {
        throw new DinoException("a depth scale of %s; it is above 0".formatted(perMetre));
      }
    }

    @Override
    public DepthUnit unit() {
      return DepthUnit.METRES;
    }

    @Override
    public float depth(int sample, int largest) {
      return (float) (sample / perMetre);
    }
  }

  /** SUN RGB-D: the 16 bits turned by three places, then millimetres, capped at 8 m. */
  record Sun() implements DepthFormat {
    private static final int TURNED = 3;
    private static final float CAP = 8;

    @Override
    public DepthUnit unit() {
      return DepthUnit.METRES;
    }

    @Override
    public float depth(int sample, int largest) {
      int turned = (sample >> TURNED) | ((sample << (Short.SIZE - TURNED)) & 0xffff);
      return Math.min(CAP, turned / 1000f);
    }
  }

  /** PNG of 8 or 16 bits in which full scale is the farthest point of the image. */
  record Relative() implements DepthFormat {
    @Override
    public DepthUnit unit() {
      return DepthUnit.IMAGE_MAXIMUM;
    }

    @Override
    public float depth(int sample, int largest) {
      return (float) sample / largest;
    }

    @Override
    public boolean takesBytes() {
      return true;
    }

    @Override
    public DepthMap ofFloats(DepthMap map) {
      float max = map.max();
      float[] shares = map.values().clone();
      for (int i = 0; max > 0 && i < shares.length; i++) {
        shares[i] /= max;
      }
      return new DepthMap(map.width(), map.height(), shares);
    }
  }

  /**
   * Reads the content of a file.
   *
   * @throws DinoException with the reason, if it is no depth map of this format
   */
  default DepthMap decode(byte[] content) {
    Bytes file = new Bytes(content);
    if (NpyArray.startsLikeOne(file)) {
      return ofFloats(floats(file, NpyArray.header(file)));
    }
    int largest = largest(file);
    ChannelImage image = new ChannelDecoder(1).decode(content);
    float[] depths = new float[image.plane()];
    for (int i = 0; i < depths.length; i++) {
      depths[i] = depth(Math.round(image.samples()[i] * largest), largest);
    }
    return new DepthMap(image.width(), image.height(), depths);
  }

  private int largest(Bytes file) {
    if (!file.has(1, "PNG")) {
      throw new DinoException("no PNG and no .npy; save depth as one of them");
    }
    int bits = PngCodec.layout(file).depth();
    boolean channels = PngCodec.layout(file).channels() > 1;
    if (channels || bits < Byte.SIZE || bits == Byte.SIZE && !takesBytes()) {
      throw new DinoException(
          "a PNG of %d bits%s where depth is of 16 bits and one channel%s"
              .formatted(
                  bits,
                  channels ? " in colour" : "",
                  bits == Byte.SIZE && !channels
                      ? "; if it is relative to the farthest point, say so"
                      : ""));
    }
    return (1 << bits) - 1;
  }

  private static DepthMap floats(Bytes file, NpyArray array) {
    long[] shape = array.shape();
    if (shape.length != 2 || !array.type().equals("<f4") || shape[0] < 1 || shape[1] < 1) {
      throw new DinoException("depth in .npy is float32 of [height, width]; save it so");
    }
    ChannelImage.requireFit((int) shape[1], (int) shape[0], 1);
    float[] values = new float[Math.toIntExact(shape[0] * shape[1])];
    file.need(array.start(), (long) Float.BYTES * values.length);
    for (int i = 0; i < values.length; i++) {
      float value = Float.intBitsToFloat((int) file.u32le(array.start() + Float.BYTES * i));
      values[i] = value > 0 && Float.isFinite(value) ? value : 0;
    }
    return new DepthMap((int) shape[1], (int) shape[0], values);
  }
}
