package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_size;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.image.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** An open file, and the packets of its best video stream one after the other. */
final class Container implements AutoCloseable {
  private static final int SNIFFED = 2048;

  private final Path file;
  private final AVFormatContext context;
  private final AVStream stream;
  private final AVPacket packet;
  private boolean begun;
  private long end;

  private Container(Path file, AVFormatContext context) {
    this.file = file;
    this.context = context;
    this.stream = bestVideo();
    for (int i = 0; i < context.nb_streams(); i++) {
      if (i != stream.index()) {
        context.streams(i).discard(AVDISCARD_ALL);
      }
    }
    this.packet = av_packet_alloc();
  }

  static Container open(Path file) {
    Ffmpeg.silence();
    requireContent(file);
    AVFormatContext context = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    try {
      // A text that poses as a video may name other addresses: only files are ever opened.
      av_dict_set(options, "protocol_whitelist", "file", 0);
      int opened = avformat_open_input(context, "file:" + PathText.text(file), null, options);
      if (opened < 0) {
        throw new UnreadableVideoException(file, "no video: " + Ffmpeg.reason(opened));
      }
      if (avformat_find_stream_info(context, (PointerPointer<?>) null) < 0) {
        throw new UnreadableVideoException(file, "its streams cannot be told apart");
      }
      return new Container(file, context);
    } catch (RuntimeException e) {
      avformat_close_input(context);
      throw e;
    } finally {
      av_dict_free(options);
    }
  }

  /** Playlists are refused: reading a live one would wait for more of it. */
  private static void requireContent(Path file) {
    try (var content = Files.newInputStream(file)) {
      String start = new String(content.readNBytes(SNIFFED), StandardCharsets.ISO_8859_1);
      if (start.isEmpty()) {
        throw new UnreadableVideoException(file, "the file is empty");
      }
      if (start.contains("#EXTM3U") || start.contains("ffconcat") || start.contains("<MPD")) {
        throw new UnreadableVideoException(file, "a playlist, no video");
      }
    } catch (IOException e) {
      throw new UnreadableVideoException(file, IoReason.of(e));
    }
  }

  private AVStream bestVideo() {
    int best = best(AVMEDIA_TYPE_VIDEO);
    if (best >= 0) {
      AVStream video = context.streams(best);
      if ((video.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0) {
        return video;
      }
    }
    boolean sound = best(AVMEDIA_TYPE_AUDIO) >= 0;
    throw broken(sound ? "no video in it, only sound" : "no video in it");
  }

  private int best(int type) {
    return av_find_best_stream(context, type, -1, -1, (AVCodec) null, 0);
  }

  AVStream stream() {
    return stream;
  }

  /** What the header says, of frames that are turned by an EXIF orientation. */
  VideoInfo info(int orientation) {
    int width = stream.codecpar().width();
    int height = stream.codecpar().height();
    if (width < 1 || height < 1) {
      throw broken("no frames in its video");
    }
    Size size = orientation >= 5 ? new Size(height, width) : new Size(width, height);
    AVRational average = av_guess_frame_rate(context, stream, null);
    double rate = average.den() == 0 ? 0 : (double) average.num() / average.den();
    double length = Math.max(length(), 0);
    long stated = stream.nb_frames();
    return new VideoInfo(
        size, known(length), known(rate), stated > 0 ? stated : Math.round(length * rate));
  }

  /** Seconds of the video, or of the file as a whole; not above 0 where neither is known. */
  private double length() {
    return stream.duration() > 0
        ? seconds(stream.duration())
        : (double) context.duration() / AV_TIME_BASE;
  }

  private static OptionalDouble known(double value) {
    return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** Seconds of a time or length in the stream's units. */
  double seconds(long time) {
    return (double) time * stream.time_base().num() / stream.time_base().den();
  }

  /**
   * The next packet from the first key frame on, owned by this; null at the end.
   *
   * @throws UnreadableVideoException if the file ends before its video does
   */
  @Nullable AVPacket next() {
    while (true) {
      av_packet_unref(packet);
      int read = av_read_frame(context, packet);
      if (read == AVERROR_EOF()) {
        if (endsEarly()) {
          throw truncated();
        }
        return null;
      }
      if (read < 0) {
        throw broken("broken after %.2f s: %s".formatted(seconds(end), Ffmpeg.reason(read)));
      }
      if (packet.stream_index() != stream.index()) {
        continue;
      }
      if ((packet.flags() & AV_PKT_FLAG_CORRUPT) != 0 && context.pb().eof_reached() != 0) {
        throw truncated();
      }
      begun |= (packet.flags() & AV_PKT_FLAG_KEY) != 0;
      if (begun) {
        end = Math.max(end, packet.dts() + packet.duration());
        return packet;
      }
    }
  }

  /** Whether the index leads past the end of the file, or AVI's header counts more frames. */
  private boolean endsEarly() {
    int entries = avformat_index_get_entries_count(stream);
    if (entries > 0) {
      AVIndexEntry last = avformat_index_get_entry(stream, entries - 1);
      if (last.pos() + last.size() > avio_size(context.pb())) {
        return true;
      }
    }
    return context.iformat().name().getString().equals("avi") && end < stream.nb_frames();
  }

  private UnreadableVideoException truncated() {
    return broken("truncated: the file ends after %.2f s of its video".formatted(seconds(end)));
  }

  UnreadableVideoException broken(String reason) {
    return new UnreadableVideoException(file, reason);
  }

  /**
   * Goes to the key frame at this time or before it.
   *
   * @return whether the container can
   */
  boolean seek(long time) {
    boolean done = av_seek_frame(context, stream.index(), time, AVSEEK_FLAG_BACKWARD) >= 0;
    begun &= !done; // some containers know no key frames and stop between two
    return done;
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avformat_close_input(context);
  }
}
