package io.github.dino4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is opened is given back: whole clips, cut ones, and what is no clip. */
class NativeMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final int ROUNDS = 3;

  @TempDir Path folder;

  @Test
  void twoHundredReadingsKeepNothing() throws IOException {
    assumeTrue(Files.exists(STATUS), "resident memory is only known on Linux");
    Encoding large = new Encoding("mpeg4", 320, 240, Encoding.MPEG4.pixelFormat(), 12, 2, 2, 1);
    Path whole = ClipWriter.write(folder.resolve("a.mp4"), large, 12, (n, _, x, _) -> n * 9 + x);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("b.mp4"), Arrays.copyOf(bytes, bytes.length / 2));
    Path none = Files.writeString(folder.resolve("c.mp4"), "no clip");
    read(20, whole, cut, none);
    // A frame is 100 KB: one lost in each of 600 readings would be 60 MB in every round, a decoder
    // far more. What the JVM itself takes meanwhile comes once, so the smallest growth counts.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = resident();
      read(200, whole, cut, none);
      least = Math.min(least, resident() - before);
    }
    assertThat(least).isLessThan(30_000);
  }

  private static void read(int times, Path... files) {
    for (int i = 0; i < times; i++) {
      for (Path file : files) {
        try (VideoFile clip = VideoFile.open(file)) {
          clip.frames().next();
          clip.evenlySpaced(2);
        } catch (DinoException _) {
          // Two of the three are broken.
        }
      }
    }
  }

  /** Kilobytes of the process in memory. */
  private static long resident() throws IOException {
    System.gc();
    String line =
        Files.readAllLines(STATUS).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
