package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;

/**
 * How a clip of a test is made.
 *
 * @param codec ffmpeg's name of the encoder
 * @param gop frames from one key frame to the next
 * @param between B frames in a row
 * @param matrix of YUV
 */
record Encoding(
    String codec,
    int width,
    int height,
    int pixelFormat,
    int gop,
    int between,
    int matrix,
    int range) {
  /** A codec of key, P and B frames. */
  static final Encoding MPEG4 = of("mpeg4", AV_PIX_FMT_YUV420P, 12, 2);

  /** Of key frames alone, in full range. */
  static final Encoding MJPEG =
      new Encoding(
          "mjpeg", 64, 48, AV_PIX_FMT_YUVJ420P, 1, 0, AVCOL_SPC_UNSPECIFIED, AVCOL_RANGE_JPEG);

  static Encoding of(String codec, int pixelFormat, int gop, int between) {
    return new Encoding(
        codec, 64, 48, pixelFormat, gop, between, AVCOL_SPC_UNSPECIFIED, AVCOL_RANGE_MPEG);
  }

  /** Without loss, in given colours. */
  static Encoding lossless(int matrix, int range) {
    return new Encoding("ffv1", 64, 48, AV_PIX_FMT_YUV420P, 1, 0, matrix, range);
  }
}
