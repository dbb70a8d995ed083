package io.github.dino4j.image.codec;

import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;

/**
 * JPEG by OpenCV's libjpeg-turbo, which gives Pillow's very pixels. Four-channel files (CMYK, YCCK)
 * go another way, {@link CmykJpeg}, because OpenCV converts them differently.
 */
public final class JpegCodec implements ImageCodec {
  @Override
  public ImageHeader header(Bytes file) {
    JpegFrame frame = JpegFrame.read(file);
    return new ImageHeader(
        ImageFormat.JPEG, frame.width(), frame.height(), frame.notes().orientation());
  }

  @Override
  public RgbImage decode(Bytes file, ImageHeader header) {
    JpegFrame frame = JpegFrame.read(file);
    frame.checkComplete(file);
    return frame.components() == 4 ? CmykJpeg.decode(file, frame) : OpenCv.decode(file, header);
  }
}
