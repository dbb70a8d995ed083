package io.github.dino4j.image.codec;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The one place that calls OpenCV: encoded bytes to RGB and back. Frees all native memory it takes.
 */
public final class OpenCv {
  static {
    NativeNoise.switchOpenCvLogOff();
  }

  private OpenCv() {}

  public static void load() {
    Loader.load(opencv_imgcodecs.class);
  }

  static RgbImage decode(Bytes file, ImageHeader header) {
    try (BytePointer content = new BytePointer(file.data);
        Mat encoded = new Mat(1, file.size(), opencv_core.CV_8UC1, content);
        Mat pixels = quietly(encoded)) {
      if (pixels.empty()) {
        throw UnreadableImageException.broken(header.format().name(), "its data cannot be decoded");
      }
      return image(pixels, header);
    } catch (UnreadableImageException e) {
      throw e;
    } catch (RuntimeException e) {
      throw UnreadableImageException.broken(header.format().name(), "its data cannot be decoded");
    }
  }

  private static Mat quietly(Mat encoded) {
    try (var quiet = NativeNoise.silenced()) {
      return imdecode(encoded, IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION);
    }
  }

  private static RgbImage image(Mat pixels, ImageHeader header) {
    if (pixels.cols() != header.width() || pixels.rows() != header.height()) {
      throw UnreadableImageException.broken(
          header.format().name(),
          "%d x %d pixels where its header says %d x %d"
              .formatted(pixels.cols(), pixels.rows(), header.width(), header.height()));
    }
    byte[] rgb = new byte[Math.toIntExact(header.pixels() * 3)];
    try (BytePointer data = pixels.data()) {
      data.get(rgb);
    }
    return new RgbImage(header.width(), header.height(), rgb);
  }

  static byte[] encodeJpeg(RgbImage image, int quality) {
    byte[] bgr = new byte[image.pixels().length];
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = image.pixels()[i + 2 - 2 * (i % 3)];
    }
    try (BytePointer content = new BytePointer(bgr);
        Mat pixels = new Mat(image.height(), image.width(), opencv_core.CV_8UC3, content);
        BytePointer encoded = new BytePointer();
        IntPointer parameters = new IntPointer(IMWRITE_JPEG_QUALITY, quality)) {
      if (!imencode(".jpg", pixels, encoded, parameters)) {
        throw new DinoException(
            "%d x %d pixels cannot become a JPEG".formatted(image.width(), image.height()));
      }
      byte[] file = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(file);
      return file;
    }
  }
}
