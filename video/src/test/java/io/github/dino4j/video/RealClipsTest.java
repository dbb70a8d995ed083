package io.github.dino4j.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts and mean pixels of three clips as PyAV 18.1.0 has them; the middle frame of each. */
class RealClipsTest {
  @ParameterizedTest
  @CsvSource({
    "01_dog.mp4,289,137.5485",
    "03_blocks.mp4,292,100.2008",
    "04_coffee.mp4,287,174.1601"
  })
  void aRealClipIsAsPyAvHasIt(String name, int frames, double mean) {
    Path file = Path.of("../../shared/data/video").resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "skipped: no ../../shared/data/video");
    try (VideoFile clip = VideoFile.open(file)) {
      assertThat(clip.countFrames()).isEqualTo(frames);
      long sum = 0;
      byte[] pixels = clip.evenlySpaced(1).getFirst().pixels();
      for (byte pixel : pixels) {
        sum += pixel & 0xff;
      }
      // Releases of swscale may round another way, not by a hundredth of a level on average.
      assertThat((double) sum / pixels.length)
          .isCloseTo(mean, org.assertj.core.api.Assertions.within(0.01));
    }
  }
}
