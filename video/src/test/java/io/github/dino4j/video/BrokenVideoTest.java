package io.github.dino4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokenVideoTest {
  @TempDir Path folder;

  private void assertRefused(Path file, String reason) {
    assertThatThrownBy(
            () -> {
              try (VideoFile clip = VideoFile.open(file)) {
                clip.evenlySpaced(8);
              }
            })
        .isInstanceOf(UnreadableVideoException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  @Test
  void whatIsNoVideoIsNamed() throws IOException {
    assertRefused(folder.resolve("absent.mp4"), "no such file");
    assertRefused(file("empty.mp4", new byte[0]), "the file is empty");
    byte[] text = "This is a text and no film.\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    assertRefused(file("text.mp4", text), "no video");
    byte[] noise = new byte[20_000];
    new java.util.Random(1).nextBytes(noise);
    assertRefused(file("noise.mkv", noise), "no video");
    assertRefused(Files.createDirectory(folder.resolve("no frames")), "no frames");
  }

  @Test
  void playlistsAreRefused() throws IOException {
    String list = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:9/a.ts\n";
    assertRefused(file("list.mp4", list.getBytes(StandardCharsets.UTF_8)), "a playlist, no video");
  }

  @Test
  void soundAloneIsNoVideo() throws IOException {
    int samples = 8000;
    byte[] sound =
        java.nio.ByteBuffer.allocate(44 + 2 * samples)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .put("RIFF".getBytes(StandardCharsets.US_ASCII))
            .putInt(36 + 2 * samples)
            .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
            .putInt(16)
            .putShort((short) 1)
            .putShort((short) 1)
            .putInt(samples)
            .putInt(2 * samples)
            .putShort((short) 2)
            .putShort((short) 16)
            .put("data".getBytes(StandardCharsets.US_ASCII))
            .putInt(2 * samples)
            .array();
    assertRefused(file("sound.mp4", sound), "no video in it, only sound");
  }

  @ParameterizedTest
  @CsvSource({
    "none.avi,no frames in its video",
    "none.mp4,no video in it",
    "none.mkv,no video: End of file"
  })
  void aClipWithoutFramesIsNamed(String name, String reason) {
    Path file = ClipWriter.write(folder.resolve(name), Encoding.MPEG4, 0, NumberedFrames::value);
    assertRefused(file, reason);
  }

  @Test
  void anUnknownCodecIsNamed() throws IOException {
    Path clip = ClipWriter.write(folder.resolve("a.avi"), Encoding.MJPEG, 5, NumberedFrames::value);
    String bytes = new String(Files.readAllBytes(clip), StandardCharsets.ISO_8859_1);
    byte[] renamed = bytes.replace("MJPG", "ZQXY").getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(file("b.avi", renamed), "no decoder for its codec 'ZQXY'");
  }

  /** Numbers under noise, so that most of a file is frames. */
  private static int noisy(int frame, int plane, int x, int y) {
    int noise = (frame * 7919 + x * 104_729 + y * 1_299_709) >>> 3 & 63;
    return Math.abs(NumberedFrames.value(frame, plane, x, y) - (plane == 0 ? noise : 0));
  }

  /** All frames before the cut are there and right; then comes the error, in every reading. */
  @ParameterizedTest
  @CsvSource({"mpeg4,cut.mp4", "mpeg4,cut.avi", "ffv1,lossless.avi"})
  void aCutFileGivesItsFramesAndThenTheError(String codec, String name) throws IOException {
    Path whole =
        ClipWriter.write(
            folder.resolve("whole." + name.substring(name.length() - 3)),
            Encoding.of(codec, AV_PIX_FMT_YUV420P, 12, codec.equals("mpeg4") ? 2 : 0),
            100,
            BrokenVideoTest::noisy);
    // A P frame is stored before its two B frames: after 1 + 3 * 20 packets none is awaited.
    int before = 61;
    Path cut = file(name, Arrays.copyOf(Files.readAllBytes(whole), middleOfPacket(whole, before)));
    int frames = 0;
    try (VideoFile clip = VideoFile.open(cut)) {
      Iterator<VideoFrame> all = clip.frames();
      while (frames < before) {
        assertThat(NumberedFrames.read(all.next().image())).isEqualTo(frames);
        frames++;
      }
      assertThatThrownBy(all::hasNext)
          .isInstanceOf(UnreadableVideoException.class)
          .hasMessageContaining("truncated: the file ends after ");
      assertThatThrownBy(clip::countFrames).hasMessageContaining("truncated");
    }
    assertRefused(cut, "truncated: the file ends after ");
  }

  /** Where the middle of a packet lies in a file. */
  private static int middleOfPacket(Path file, int number) {
    try (Container container = Container.open(file)) {
      for (int passed = 0; passed < number; passed++) {
        container.next();
      }
      AVPacket packet = Objects.requireNonNull(container.next());
      return Math.toIntExact(packet.pos() + packet.size() / 2);
    }
  }

  @Test
  void aFileThatLostItsHeaderIsNamed() throws IOException {
    Path whole =
        ClipWriter.write(folder.resolve("w.mp4"), Encoding.MPEG4, 20, NumberedFrames::value);
    assertRefused(file("cut.mp4", Arrays.copyOf(Files.readAllBytes(whole), 300)), "no video");
  }
}
