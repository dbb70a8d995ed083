package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** Makes clips of 25 frames a second with ffmpeg's own encoders; the name chooses the container. */
final class ClipWriter implements AutoCloseable {
  static final int RATE = 25;

  /** Fills plane 0, 1, 2 of a frame, each value by its place. */
  interface Painter {
    int value(int frame, int plane, int x, int y);
  }

  private final AVFormatContext container = new AVFormatContext(null);
  private final AVPacket packet = av_packet_alloc();
  private final AVCodecContext codec;
  private final AVStream stream;
  private final AVFrame frame;

  /** The clip as asked for, whole, at the file. */
  static Path write(Path file, Encoding encoding, int frames, Painter painter) {
    try (ClipWriter writer = new ClipWriter(file, encoding)) {
      for (int i = 0; i < frames; i++) {
        writer.encode(writer.painted(i, painter));
      }
      writer.encode(null);
      check(av_write_trailer(writer.container));
    }
    return file;
  }

  private ClipWriter(Path file, Encoding encoding) {
    Ffmpeg.silence();
    check(avformat_alloc_output_context2(container, null, null, file.toString()));
    AVCodec encoder = avcodec_find_encoder_by_name(encoding.codec());
    codec = avcodec_alloc_context3(encoder);
    codec.width(encoding.width()).height(encoding.height()).pix_fmt(encoding.pixelFormat());
    codec.colorspace(encoding.matrix()).color_range(encoding.range());
    codec.time_base().num(1).den(RATE);
    codec.framerate().num(RATE).den(1);
    codec.gop_size(encoding.gop()).max_b_frames(encoding.between()).bit_rate(4_000_000);
    if ((container.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(avcodec_open2(codec, encoder, (AVDictionary) null));
    stream = avformat_new_stream(container, encoder);
    stream.time_base().num(1).den(RATE);
    check(avcodec_parameters_from_context(stream.codecpar(), codec));
    frame = av_frame_alloc().format(codec.pix_fmt()).width(codec.width()).height(codec.height());
    check(av_frame_get_buffer(frame, 0));
    writeHeader(file);
  }

  private void writeHeader(Path file) {
    AVIOContext out = new AVIOContext(null);
    check(avio_open(out, file.toString(), AVIO_FLAG_WRITE));
    container.pb(out);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "movflags", "faststart", 0); // so that a cut file still has its header
    check(avformat_write_header(container, options));
    av_dict_free(options);
  }

  private AVFrame painted(int number, Painter painter) {
    check(av_frame_make_writable(frame));
    boolean planar = frame.linesize(1) > 0;
    for (int plane = 0; plane < (planar ? 3 : 1); plane++) {
      int shift = plane == 0 ? 0 : 1;
      for (int y = 0; y < frame.height() >> shift; y++) {
        for (int x = 0; x < frame.width() >> shift; x++) {
          byte value = (byte) painter.value(number, plane, x, y);
          frame.data(plane).put((long) y * frame.linesize(plane) + x, value);
        }
      }
    }
    return frame.pts(number).duration(1);
  }

  private void encode(@Nullable AVFrame next) {
    check(avcodec_send_frame(codec, next));
    while (avcodec_receive_packet(codec, packet) >= 0) {
      packet.duration(1); // else the last one is outside of MP4's edit list
      av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
      packet.stream_index(stream.index());
      check(av_interleaved_write_frame(container, packet));
    }
  }

  private static void check(int code) {
    if (code < 0) {
      throw new IllegalStateException(Ffmpeg.reason(code));
    }
  }

  @Override
  public void close() {
    av_frame_free(frame);
    av_packet_free(packet);
    avcodec_free_context(codec);
    avio_closep(container.pb());
    avformat_free_context(container);
  }
}
