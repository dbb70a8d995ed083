package io.github.dino4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameFolderTest {
  @TempDir Path folder;

  /** A picture of one pixel of this gray. */
  private void picture(String name, int gray) throws IOException {
    byte[] content = {'P', '5', '\n', '1', ' ', '1', '\n', '2', '5', '5', '\n', (byte) gray};
    Files.write(folder.resolve(name), content);
  }

  @Test
  void imagesAreFramesInNaturalOrder() throws IOException {
    for (int i : new int[] {10, 2, 1, 20, 3}) {
      picture("frame" + i + ".pgm", i);
    }
    Files.writeString(folder.resolve("notes.txt"), "none of them");
    picture("._frame2.pgm", 99);
    try (VideoFile clip = VideoFile.open(folder)) {
      assertThat(clip.countFrames()).isEqualTo(5);
      assertThat(clip.info().size()).isEqualTo(new Size(1, 1));
      assertThat(clip.info().seconds()).isEmpty();
      List<Integer> grays = new ArrayList<>();
      clip.frames().forEachRemaining(frame -> grays.add((int) frame.image().pixels()[0]));
      assertThat(grays).containsExactly(1, 2, 3, 10, 20);
      assertThat(clip.evenlySpaced(2))
          .extracting(image -> (int) image.pixels()[0])
          .containsExactly(2, 10);
    }
  }

  @Test
  void aBrokenFrameIsNamed() throws IOException {
    picture("1.pgm", 1);
    Files.writeString(folder.resolve("2.png"), "no picture");
    try (VideoFile clip = VideoFile.open(folder)) {
      assertThatThrownBy(() -> clip.evenlySpaced(2))
          .isInstanceOf(DinoException.class)
          .hasMessageStartingWith(folder.resolve("2.png") + ": ");
    }
  }

  @Test
  void namesAreOrderedAsPeopleCount() {
    assertThat(
            Stream.of("b1", "a10", "1", "a02", "a1b10", "b", "a2", "a99999999999999999999", "a1b2")
                .sorted(new NaturalOrder()))
        .containsExactly(
            "1", "a1b2", "a1b10", "a02", "a2", "a10", "a99999999999999999999", "b", "b1");
  }
}
