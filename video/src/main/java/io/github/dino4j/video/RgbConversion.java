package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import io.github.dino4j.image.DecodeOptions;
import io.github.dino4j.image.RgbImage;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.jspecify.annotations.Nullable;

/**
 * Decoded frames to RGB, by the matrix (BT.601, BT.709, BT.2020) and the range that each states. It
 * is swscale's usual conversion, whose bytes PyAV and OpenCV give too.
 */
final class RgbConversion implements AutoCloseable {
  private static final int ALIGNED = 64;
  private static final int ONE = 1 << 16; // contrast and saturation in fixed point

  private @Nullable SwsContext context;
  private @Nullable AVFrame rgb;

  /**
   * @throws io.github.dino4j.image.UnreadableImageException if the frame is too large
   */
  RgbImage convert(AVFrame frame) {
    int width = frame.width();
    int height = frame.height();
    DecodeOptions.standard().requireFit(width, height, 3);
    SwsContext scaler =
        sws_getCachedContext(
            context,
            width,
            height,
            frame.format(),
            width,
            height,
            AV_PIX_FMT_RGB24,
            SWS_BICUBIC,
            null,
            null,
            (DoublePointer) null);
    if (scaler == null) {
      context = null;
      throw new IllegalStateException("swscale knows no pixel format " + frame.format());
    }
    context = scaler;
    setColours(scaler, frame);
    AVFrame target = target(width, height);
    sws_scale(scaler, frame.data(), frame.linesize(), 0, height, target.data(), target.linesize());
    return image(target);
  }

  /** A frame that states no range keeps what its pixel format implies. */
  private static void setColours(SwsContext scaler, AVFrame frame) {
    int range = frame.color_range();
    boolean full = range == AVCOL_RANGE_JPEG;
    sws_setColorspaceDetails(
        scaler,
        sws_getCoefficients(frame.colorspace()),
        range == AVCOL_RANGE_UNSPECIFIED ? scaler.src_range() : full ? 1 : 0,
        sws_getCoefficients(SWS_CS_DEFAULT),
        1,
        0,
        ONE,
        ONE);
  }

  /** Rows are padded, for swscale writes in whole vectors. */
  private AVFrame target(int width, int height) {
    AVFrame target = rgb;
    if (target != null && target.width() == width && target.height() == height) {
      return target;
    }
    if (target != null) {
      av_frame_free(target);
    }
    target = av_frame_alloc().format(AV_PIX_FMT_RGB24).width(width).height(height);
    rgb = target;
    if (av_frame_get_buffer(target, ALIGNED) < 0) {
      throw new OutOfMemoryError(
          "no native memory for a frame of %d x %d".formatted(width, height));
    }
    return target;
  }

  private static RgbImage image(AVFrame frame) {
    int row = 3 * frame.width();
    byte[] pixels = new byte[row * frame.height()];
    BytePointer data = frame.data(0);
    for (int y = 0; y < frame.height(); y++) {
      data.position((long) y * frame.linesize(0)).get(pixels, y * row, row);
    }
    return new RgbImage(frame.width(), frame.height(), pixels);
  }

  @Override
  public void close() {
    sws_freeContext(context);
    context = null;
    if (rgb != null) {
      av_frame_free(rgb);
      rgb = null;
    }
  }
}
