package io.github.dino4j.video;

import io.github.dino4j.image.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * A clip: a video file of any container that ffmpeg knows (mp4, mov, mkv, webm, avi, gif and many
 * more), or a folder of frames, which are its images in the natural order of their names ({@code
 * 2.jpg} before {@code 10.jpg}).
 *
 * <pre>{@code
 * try (VideoFile clip = VideoFile.open(Path.of("dog.mp4"))) {
 *   List<RgbImage> frames = clip.evenlySpaced(8);
 * }
 * }</pre>
 *
 * <p>Frames are turned as the camera was held; sample aspect ratios are ignored. YUV becomes RGB by
 * the matrix and range that the stream states, and by BT.601 where it states none, as usual readers
 * have it. What the decoder conceals passes; a packet that it refuses is an error, and so is an
 * MP4, MOV or AVI that ends before its video does. A Matroska or stream cut short is a shorter
 * clip.
 *
 * <p>Belongs to one thread at a time. Owns native memory until {@link #close()}; the images are
 * plain Java.
 */
public final class VideoFile implements AutoCloseable {
  private final Frames frames;

  private VideoFile(Frames frames) {
    this.frames = frames;
  }

  /**
   * Opens a clip that one thread decodes: a run over many clips opens several at once.
   *
   * @throws UnreadableVideoException in one line, if there is no such file, nothing in it can be
   *     shown, or its codec is unknown
   */
  public static VideoFile open(Path path) {
    return open(path, 1);
  }

  /**
   * The same, for a long video.
   *
   * @param threads that decode it; frames are the same for any number
   */
  public static VideoFile open(Path path, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("%d threads decode nothing".formatted(threads));
    }
    return new VideoFile(
        Files.isDirectory(path) ? FrameFolder.open(path) : EncodedFrames.open(path, threads));
  }

  /** Size, length and rate, by the header alone. */
  public VideoInfo info() {
    return frames.info();
  }

  /**
   * How many frames there are. Reads the file once, and decodes it only where its packets have no
   * times.
   *
   * @throws UnreadableVideoException if the file ends too early or holds no frame
   */
  public long countFrames() {
    return frames.count();
  }

  /**
   * The frames at the middles of {@code n} equal parts of the clip: of {@code F} frames, numbers
   * {@code floor((k + 1/2) F / n)}. A clip of fewer frames gives some of them more than once. Each
   * is decoded from the key frame before it, so that it is exactly that frame.
   *
   * @throws io.github.dino4j.DinoException if the clip is broken anywhere before the last of them,
   *     or ends too early
   */
  public List<RgbImage> evenlySpaced(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("%d frames of a clip".formatted(n));
    }
    long count = frames.count();
    long[] indices = new long[n];
    for (int k = 0; k < n; k++) {
      indices[k] = (2L * k + 1) * count / (2L * n);
    }
    return frames.at(indices);
  }

  /**
   * All frames in order, decoded as they are asked for. The iterator throws where the clip is
   * broken, after all frames before that place. It ends when another reading of this clip begins.
   */
  public Iterator<VideoFrame> frames() {
    return frames.all();
  }

  @Override
  public void close() {
    frames.close();
  }
}
