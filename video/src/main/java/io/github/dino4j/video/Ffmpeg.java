package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;

/** What concerns ffmpeg as a whole: its log, which never reaches the terminal, and its errors. */
final class Ffmpeg {
  private static final int LONGEST_ERROR = 256;

  private Ffmpeg() {}

  /** Call before anything else of ffmpeg. */
  static void silence() {
    av_log_set_level(AV_LOG_QUIET);
  }

  /** An error code in words. */
  static String reason(int code) {
    if (code == AVERROR_INVALIDDATA()) {
      return "damaged, or not what it is called";
    }
    byte[] text = new byte[LONGEST_ERROR];
    av_strerror(code, text, text.length);
    return new String(text, StandardCharsets.UTF_8).replaceAll("\0.*", "").strip();
  }
}
