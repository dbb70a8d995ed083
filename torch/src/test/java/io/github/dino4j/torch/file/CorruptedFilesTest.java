package io.github.dino4j.torch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.storage.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged file either still reads or is refused in one line; it never does anything else. */
class CorruptedFilesTest {
  private static final String[] FILES = {
    "types.safetensors", "types.pth", "types_legacy.pth", "views.pth", "training.pth"
  };
  private static final int CORRUPTIONS = 2000;
  private static final long SEED = 20240;

  @TempDir Path folder;

  @Test
  void twoThousandCorruptionsCrashNothing() throws Exception {
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < CORRUPTIONS; i++) {
      byte[] original = Samples.read(Samples.path(FILES[i % FILES.length]));
      Path file = Files.write(folder.resolve("corrupt"), corrupt(original, random));
      refused += opens(file, i) ? 0 : 1;
    }
    assertThat(refused).isBetween(CORRUPTIONS / 4, CORRUPTIONS - 1);
  }

  private static boolean opens(Path path, int number) {
    try (WeightFile file = WeightFile.open(path)) {
      for (TensorEntry entry : file.entries().values()) {
        entry.isFinite();
        entry.floats();
      }
      return true;
    } catch (DinoException e) {
      assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(2000);
      return false;
    } catch (RuntimeException | Error e) {
      return fail("corruption " + number + " of " + FILES[number % FILES.length], e);
    }
  }

  private static byte[] corrupt(byte[] original, Random random) {
    byte[] bytes = original.clone();
    switch (random.nextInt(5)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> overwrite(bytes, random, 8, (byte) 0xff); // lengths and offsets that lie
      case 2 -> overwrite(bytes, random, 1 + random.nextInt(64), (byte) 0);
      case 3 -> {
        for (int flips = 1 + random.nextInt(20); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      default -> {
        int at = random.nextInt(Math.min(bytes.length, 600)); // where headers and pickles lie
        bytes[at] = (byte) random.nextInt();
      }
    }
    return bytes;
  }

  private static void overwrite(byte[] bytes, Random random, int count, byte value) {
    int at = random.nextInt(bytes.length);
    Arrays.fill(bytes, at, Math.min(bytes.length, at + count), value);
  }
}
