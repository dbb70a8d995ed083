package io.github.dino4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFileTest {
  /** By the name of the file: containers with and without an index, with and without times. */
  private static final Map<String, Encoding> CLIPS =
      Map.ofEntries(
          Map.entry("mpeg4.mp4", Encoding.MPEG4),
          Map.entry("mpeg4.mov", Encoding.MPEG4),
          Map.entry("mpeg4.mkv", Encoding.MPEG4),
          Map.entry("mpeg4.avi", Encoding.MPEG4),
          Map.entry("mpeg2.ts", Encoding.of("mpeg2video", AV_PIX_FMT_YUV420P, 12, 2)),
          Map.entry("mpeg2.mpg", Encoding.of("mpeg2video", AV_PIX_FMT_YUV420P, 12, 2)),
          Map.entry("bare.m2v", Encoding.of("mpeg2video", AV_PIX_FMT_YUV420P, 12, 2)),
          Map.entry("motion.mjpeg", Encoding.MJPEG),
          Map.entry("motion.avi", Encoding.MJPEG),
          Map.entry("lossless.avi", Encoding.of("ffv1", AV_PIX_FMT_YUV420P, 5, 0)),
          Map.entry("raw.avi", Encoding.of("rawvideo", AV_PIX_FMT_YUV420P, 1, 0)),
          Map.entry("vp8.webm", Encoding.of("libvpx", AV_PIX_FMT_YUV420P, 12, 0)),
          Map.entry("animated.gif", Encoding.of("gif", AV_PIX_FMT_GRAY8, 12, 0)));

  @TempDir Path folder;

  private Path clip(String name, int frames) {
    return ClipWriter.write(
        folder.resolve(name),
        Objects.requireNonNull(CLIPS.get(name)),
        frames,
        NumberedFrames::value);
  }

  private static List<Integer> numbers(List<RgbImage> images) {
    return images.stream().map(NumberedFrames::read).toList();
  }

  private static List<Integer> allOf(VideoFile clip) {
    List<Integer> numbers = new ArrayList<>();
    Iterator<VideoFrame> frames = clip.frames();
    while (frames.hasNext()) {
      VideoFrame frame = frames.next();
      assertThat(frame.index()).isEqualTo(numbers.size());
      numbers.add(NumberedFrames.read(frame.image()));
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mpeg4.mp4",
        "mpeg4.mov",
        "mpeg4.mkv",
        "mpeg4.avi",
        "mpeg2.ts",
        "mpeg2.mpg",
        "bare.m2v",
        "motion.mjpeg",
        "motion.avi",
        "lossless.avi",
        "raw.avi",
        "vp8.webm",
        "animated.gif"
      })
  void everyContainerGivesExactlyTheChosenFrames(String name) {
    int frames = 61;
    try (VideoFile clip = VideoFile.open(clip(name, frames))) {
      assertThat(allOf(clip)).isEqualTo(IntStream.range(0, frames).boxed().toList());
      assertThat(clip.countFrames()).isEqualTo(frames);
      for (int n : new int[] {1, 3, 8, 61, 100}) {
        List<Integer> middles =
            IntStream.range(0, n).map(k -> (int) ((k + 0.5) * frames / n)).boxed().toList();
        assertThat(numbers(clip.evenlySpaced(n))).as("%d frames", n).isEqualTo(middles);
      }
    }
  }

  @Test
  void threadsChangeNothing() {
    Path file = clip("mpeg4.mp4", 40);
    try (VideoFile one = VideoFile.open(file);
        VideoFile three = VideoFile.open(file, 3)) {
      List<RgbImage> expected = one.evenlySpaced(7);
      List<RgbImage> images = three.evenlySpaced(7);
      for (int i = 0; i < 7; i++) {
        assertThat(images.get(i).pixels()).isEqualTo(expected.get(i).pixels());
      }
      assertThat(allOf(three)).isEqualTo(IntStream.range(0, 40).boxed().toList());
    }
  }

  @Test
  void theHeaderTellsSizeLengthAndRate() {
    try (VideoFile clip = VideoFile.open(clip("mpeg4.mp4", 50))) {
      VideoInfo info = clip.info();
      assertThat(info.size()).isEqualTo(new Size(64, 48));
      assertThat(info.seconds()).hasValue(2);
      assertThat(info.frameRate()).hasValue(ClipWriter.RATE);
      assertThat(info.estimatedFrames()).isEqualTo(50);
    }
  }

  @Test
  void framesTellWhenTheyAreShown() {
    try (VideoFile clip = VideoFile.open(clip("mpeg4.mkv", 30))) {
      clip.frames()
          .forEachRemaining(frame ->
              // Matroska counts in milliseconds.
              assertThat(frame.seconds().orElseThrow())
                  .isEqualTo(
                      frame.index() / (double) ClipWriter.RATE,
                      org.assertj.core.api.Assertions.within(0.0006)));
    }
  }

  /** What phones write: one turn of the eight a file, in the track's header. */
  @ParameterizedTest
  @ValueSource(ints = {0, 90, 180, 270})
  void framesStandUpright(int degrees) throws IOException {
    Path file = clip("mpeg4.mp4", 2);
    int cos = (int) Math.round(Math.cos(Math.toRadians(degrees)));
    int sin = (int) Math.round(Math.sin(Math.toRadians(degrees)));
    turn(file, cos, sin, -sin, cos);
    try (VideoFile clip = VideoFile.open(file)) {
      boolean lies = degrees % 180 != 0;
      assertThat(clip.info().size()).isEqualTo(lies ? new Size(48, 64) : new Size(64, 48));
      RgbImage one = clip.evenlySpaced(2).getLast();
      assertThat(Size.of(one)).isEqualTo(clip.info().size());
      // The white block of number 1 goes from the top left around the corners.
      int right = one.width() - 8;
      int below = one.height() - 8;
      assertThat(isWhite(one, 8, 8)).isEqualTo(degrees == 0);
      assertThat(isWhite(one, right, 8)).isEqualTo(degrees == 90);
      assertThat(isWhite(one, right, below)).isEqualTo(degrees == 180);
      assertThat(isWhite(one, 8, below)).isEqualTo(degrees == 270);
    }
  }

  private static boolean isWhite(RgbImage image, int x, int y) {
    return (image.pixels()[(y * image.width() + x) * 3] & 0xff) > 128;
  }

  /** Writes a, b, c, d of the matrix in the track's header, 40 bytes after the end of its name. */
  private static void turn(Path file, int... matrix) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tkhd");
    int matrixStart = header + "tkhd".length() + 40;
    int[] entries = {0, 1, 3, 4};
    for (int i = 0; i < entries.length; i++) {
      java.nio.ByteBuffer.wrap(bytes).putInt(matrixStart + 4 * entries[i], matrix[i] << 16);
    }
    Files.write(file, bytes);
  }

  @Test
  void anotherReadingEndsTheFirst() {
    VideoFile clip = VideoFile.open(clip("mpeg4.mp4", 10));
    Iterator<VideoFrame> first = clip.frames();
    first.next();
    Iterator<VideoFrame> second = clip.frames();
    assertThat(NumberedFrames.read(second.next().image())).isZero();
    assertThatThrownBy(first::next).isInstanceOf(IllegalStateException.class);
    clip.close();
    clip.close();
    assertThatThrownBy(second::next).isInstanceOf(IllegalStateException.class);
  }
}
