package io.github.dino4j.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.ExifOrientation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** Frames in a video file. Whatever reads from the start opens the file anew. */
final class EncodedFrames implements Frames {
  private final Path file;
  private final int threads;
  private final VideoInfo info;
  private final int orientation;
  private final RgbConversion conversion = new RgbConversion();
  private Reading reading;
  private @Nullable FrameTimes times;
  private long count;

  private EncodedFrames(Path file, int threads, Reading reading) {
    this.file = file;
    this.threads = threads;
    this.reading = reading;
    this.orientation = DisplayMatrix.orientation(reading.container().stream().codecpar());
    this.info = reading.container().info(orientation);
  }

  static EncodedFrames open(Path file, int threads) {
    Reading reading = new Reading(file, threads);
    try {
      return new EncodedFrames(file, threads, reading);
    } catch (RuntimeException e) {
      reading.close();
      throw e;
    }
  }

  @Override
  public VideoInfo info() {
    return info;
  }

  /** The reading, if it stands at the start, else a new one. */
  private Reading restart() {
    if (!reading.begin()) {
      reading.close();
      reading = new Reading(file, threads);
      reading.begin();
    }
    return reading;
  }

  @Override
  public long count() {
    if (count == 0) {
      times = FrameTimes.of(restart().container());
      count = times == null ? countDecoded() : times.shown().length;
    }
    if (count == 0) {
      throw noFrames();
    }
    return count;
  }

  private long countDecoded() {
    Reading all = restart();
    long frames = 0;
    while (all.next() != null) {
      frames++;
    }
    return frames;
  }

  private UnreadableVideoException noFrames() {
    return new UnreadableVideoException(file, "no frames in its video");
  }

  @Override
  public List<RgbImage> at(long[] indices) {
    count();
    FrameTimes known = times;
    Reading from = restart();
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < indices.length; i++) {
      if (i > 0 && indices[i] == indices[i - 1]) {
        images.add(images.getLast());
      } else if (known == null) {
        long passed = i == 0 ? -1 : indices[i - 1];
        images.add(image(skipTo(from, indices[i] - passed)));
      } else {
        images.add(image(find(known, known.shown()[(int) indices[i]])));
      }
    }
    return images;
  }

  private AVFrame skipTo(Reading from, long steps) {
    AVFrame frame = null;
    for (long step = 0; step < steps; step++) {
      frame = from.next();
    }
    return present(frame);
  }

  /** Leaps that miss are made good by decoding from the start. */
  private AVFrame find(FrameTimes known, long time) {
    reading.leap(known.keyBefore(time));
    AVFrame frame = reading.reach(time);
    return frame != null ? frame : present(restart().reach(time));
  }

  private AVFrame present(@Nullable AVFrame frame) {
    if (frame == null) {
      throw new UnreadableVideoException(file, "its last frames cannot be decoded");
    }
    return frame;
  }

  private RgbImage image(AVFrame frame) {
    try {
      return ExifOrientation.upright(conversion.convert(frame), orientation);
    } catch (UnreadableImageException e) {
      throw new UnreadableVideoException(file, e.reason());
    }
  }

  @Override
  public Iterator<VideoFrame> all() {
    return new InOrder(restart());
  }

  private final class InOrder implements Iterator<VideoFrame> {
    private final Reading from;
    private @Nullable AVFrame ahead;
    private boolean looked;
    private long index;
    private long start = AV_NOPTS_VALUE;

    InOrder(Reading from) {
      this.from = from;
    }

    @Override
    public boolean hasNext() {
      if (!looked) {
        ahead = from.next();
        looked = true;
        if (ahead == null && index == 0) {
          throw noFrames();
        }
      }
      return ahead != null;
    }

    @Override
    public VideoFrame next() {
      AVFrame frame = hasNext() ? ahead : null;
      if (frame == null) {
        throw new NoSuchElementException();
      }
      start = index == 0 ? from.time() : start;
      looked = false;
      return new VideoFrame(index++, seconds(), image(frame));
    }

    private OptionalDouble seconds() {
      return start == AV_NOPTS_VALUE || from.time() == AV_NOPTS_VALUE
          ? OptionalDouble.empty()
          : OptionalDouble.of(from.container().seconds(from.time() - start));
    }
  }

  @Override
  public void close() {
    reading.close();
    conversion.close();
  }
}
