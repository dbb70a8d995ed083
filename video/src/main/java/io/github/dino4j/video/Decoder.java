package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import io.github.dino4j.base.Quoted;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** Packets to frames, in the order in which they are shown. The container stays its owner's. */
final class Decoder implements AutoCloseable {
  private final Container container;
  private final AVCodecContext codec;
  private final AVFrame frame;
  private @Nullable UnreadableVideoException broken;

  Decoder(Container container, int threads) {
    this.container = container;
    AVCodecParameters parameters = container.stream().codecpar();
    AVCodec known = avcodec_find_decoder(parameters.codec_id());
    if (known == null) {
      throw container.broken("no decoder for its codec %s".formatted(name(parameters)));
    }
    codec = avcodec_alloc_context3(known);
    avcodec_parameters_to_context(codec, parameters);
    codec.pkt_timebase(container.stream().time_base());
    codec.thread_count(threads);
    int opened = avcodec_open2(codec, known, (AVDictionary) null);
    if (opened < 0) {
      avcodec_free_context(codec);
      throw container.broken(
          "its codec %s cannot be decoded: %s".formatted(name(parameters), Ffmpeg.reason(opened)));
    }
    frame = av_frame_alloc();
  }

  /** The codec's name, or the four letters that the file has for it. */
  private static String name(AVCodecParameters parameters) {
    if (parameters.codec_id() != 0) {
      return avcodec_get_name(parameters.codec_id()).getString();
    }
    StringBuilder tag = new StringBuilder();
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      tag.append((char) (parameters.codec_tag() >>> shift & 0xff));
    }
    return "'%s'".formatted(Quoted.of(tag.toString()));
  }

  /**
   * The next frame, owned by this and valid until the next call; null at the end.
   *
   * @throws UnreadableVideoException where the file is broken, after all frames before that place
   */
  @Nullable AVFrame next() {
    while (true) {
      int received = avcodec_receive_frame(codec, frame);
      if (received >= 0) {
        return frame;
      }
      if (received == AVERROR_EOF()) {
        if (broken != null) {
          throw broken;
        }
        return null;
      }
      if (received != AVERROR_EAGAIN()) {
        throw undecodable(received);
      }
      send();
    }
  }

  /** A null packet has the decoder give what it still holds. */
  private void send() {
    AVPacket packet = null;
    double seconds = 0;
    try {
      packet = container.next();
      seconds = packet == null ? 0 : container.seconds(packet.dts());
    } catch (UnreadableVideoException e) {
      broken = e;
    }
    int sent = avcodec_send_packet(codec, packet);
    if (sent < 0 && packet != null) {
      broken =
          container.broken(
              "broken at %.2f s: a frame cannot be decoded: %s"
                  .formatted(seconds, Ffmpeg.reason(sent)));
      avcodec_send_packet(codec, null);
    }
  }

  private UnreadableVideoException undecodable(int code) {
    return container.broken("a frame cannot be decoded: " + Ffmpeg.reason(code));
  }

  /**
   * Goes on from the key frame at this time or before it.
   *
   * @return whether the container can; if not, nothing has happened
   */
  boolean seek(long time) {
    if (!container.seek(time)) {
      return false;
    }
    avcodec_flush_buffers(codec);
    return true;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(codec);
  }
}
