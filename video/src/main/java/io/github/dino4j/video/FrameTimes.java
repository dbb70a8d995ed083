package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP8;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_INTRA_ONLY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * When the frames of a clip are shown, read off its packets without decoding them, in the stream's
 * units.
 *
 * @param shown one time a frame, ascending, no two alike
 * @param keys those of key frames, ascending
 */
record FrameTimes(long[] shown, long[] keys) {
  /** Bit of a VP8 frame's first byte: frames without it only help to predict others. */
  private static final int VP8_SHOWN = 0x10;

  /**
   * Reads the container to its end; null where packets have no times, as in bare streams.
   *
   * @throws UnreadableVideoException if the file ends before its video does
   */
  static @Nullable FrameTimes of(Container container) {
    LongStream.Builder shown = LongStream.builder();
    LongStream.Builder keys = LongStream.builder();
    boolean vp8 = container.stream().codecpar().codec_id() == AV_CODEC_ID_VP8;
    boolean timed = true;
    for (AVPacket packet = container.next(); packet != null; packet = container.next()) {
      timed &= packet.pts() != AV_NOPTS_VALUE;
      if ((packet.flags() & AV_PKT_FLAG_KEY) != 0) {
        keys.add(packet.pts());
      }
      if (isShown(packet, vp8)) {
        shown.add(packet.pts());
      }
    }
    long[] times = shown.build().sorted().toArray();
    boolean unique = Arrays.stream(times).distinct().count() == times.length;
    return timed && unique
        ? new FrameTimes(times, trusted(keys.build().sorted().toArray(), times.length, container))
        : null;
  }

  /** Containers call every frame a key frame where they cannot tell, as in GIF: then one is. */
  private static long[] trusted(long[] keys, int frames, Container container) {
    AVCodecDescriptor codec = avcodec_descriptor_get(container.stream().codecpar().codec_id());
    boolean intra = (codec.props() & AV_CODEC_PROP_INTRA_ONLY) != 0;
    return intra || keys.length < frames ? keys : Arrays.copyOf(keys, Math.min(keys.length, 1));
  }

  /** Frames outside an edit list are decoded and not shown. */
  private static boolean isShown(AVPacket packet, boolean vp8) {
    boolean discarded = (packet.flags() & AV_PKT_FLAG_DISCARD) != 0;
    boolean hidden = vp8 && packet.size() > 0 && (packet.data().get() & VP8_SHOWN) == 0;
    return !discarded && !hidden;
  }

  /** The last key frame at this time or before; the first one where none is. */
  long keyBefore(long time) {
    int at = Arrays.binarySearch(keys, time);
    return keys[at >= 0 ? at : Math.max(-at - 2, 0)];
  }
}
