package io.github.dino4j.curate.dedup;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.codec.JpegEncoder;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.resample.Resampling;
import java.util.SplittableRandom;

/** What happens to pictures that are copied: near-duplicates as one meets them. */
public enum ImageCopy {
  /** Saved as a JPEG of a quality from 30 to 75. */
  REENCODED {
    @Override
    RgbImage make(RgbImage image, SplittableRandom random) {
      return new ImageDecoder().decode(JpegEncoder.encode(image, random.nextInt(30, 76)));
    }
  },
  /** At 40 to 80 % of its size. */
  RESIZED {
    @Override
    RgbImage make(RgbImage image, SplittableRandom random) {
      double scale = random.nextDouble(0.4, 0.8);
      return Resampling.BILINEAR.resize(
          image,
          new Size(
              Math.max(1, (int) (image.width() * scale)),
              Math.max(1, (int) (image.height() * scale))));
    }
  },
  /** Without up to 10 % at each side. */
  CROPPED {
    @Override
    RgbImage make(RgbImage image, SplittableRandom random) {
      int left = (int) (image.width() * random.nextDouble(0.1));
      int top = (int) (image.height() * random.nextDouble(0.1));
      int right = (int) (image.width() * random.nextDouble(0.1));
      int bottom = (int) (image.height() * random.nextDouble(0.1));
      return image.crop(
          new Box(left, top, image.width() - left - right, image.height() - top - bottom));
    }
  },
  /** With each colour brighter or darker by up to 20 %. */
  RECOLOURED {
    @Override
    RgbImage make(RgbImage image, SplittableRandom random) {
      double[] factors = {
        random.nextDouble(0.8, 1.2), random.nextDouble(0.8, 1.2), random.nextDouble(0.8, 1.2)
      };
      byte[] pixels = image.pixels().clone();
      for (int i = 0; i < pixels.length; i++) {
        long value = Math.round((pixels[i] & 0xff) * factors[i % 3]);
        pixels[i] = (byte) Math.clamp(value, 0, 255);
      }
      return new RgbImage(image.width(), image.height(), pixels);
    }
  },
  /** With left and right exchanged. */
  FLIPPED {
    @Override
    RgbImage make(RgbImage image, SplittableRandom random) {
      byte[] pixels = new byte[image.pixels().length];
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          int from = 3 * (y * image.width() + x);
          int to = 3 * (y * image.width() + image.width() - 1 - x);
          System.arraycopy(image.pixels(), from, pixels, to, 3);
        }
      }
      return new RgbImage(image.width(), image.height(), pixels);
    }
  },
  /** With a white caption over its lowest tenth. */
  CAPTIONED {
    @Override
    RgbImage make(RgbImage image, SplittableRandom random) {
      byte[] pixels = image.pixels().clone();
      int first = image.height() - Math.max(1, image.height() / 10);
      int letter = Math.max(1, image.width() / 40);
      for (int y = first; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          boolean ink =
              y > first + letter && x / letter % 3 == 1 && (x / letter ^ y / letter) % 2 == 0;
          for (int channel = 0; channel < 3; channel++) {
            pixels[3 * (y * image.width() + x) + channel] = (byte) (ink ? 20 : 245);
          }
        }
      }
      return new RgbImage(image.width(), image.height(), pixels);
    }
  };

  /** A copy of a picture, by how much drawn from the seed. */
  public RgbImage of(RgbImage image, long seed) {
    return make(image, new SplittableRandom(seed));
  }

  abstract RgbImage make(RgbImage image, SplittableRandom random);
}
