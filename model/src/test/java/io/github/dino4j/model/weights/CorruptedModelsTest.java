package io.github.dino4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.dino4j.DinoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage where names, shapes and configurations are spelled: a file then reads, or is refused in
 * one line.
 */
class CorruptedModelsTest {
  private static final String[] FILES = {
    "hugging_face_swiglu/model.safetensors",
    "timm_reg4/model.safetensors",
    "plain.pth",
    "training_teacher_chunked.pth",
    "plain_legacy_format.pth"
  };
  private static final int CORRUPTIONS = 500;
  private static final long SEED = 7;

  /** Bytes at the beginning of a file that are mostly names and shapes. */
  private static final int HEADER = 6000;

  @TempDir Path folder;

  @Test
  void fiveHundredCorruptionsCrashNothing() throws Exception {
    Files.writeString(
        folder.resolve("config.json"), "{\"model_type\":\"dinov2\",\"num_attention_heads\":3}");
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < CORRUPTIONS; i++) {
      byte[] bytes = Files.readAllBytes(Checkpoints.path(FILES[i % FILES.length]));
      Path file = Files.write(folder.resolve("model.bin"), corrupt(bytes, random));
      refused += opens(file, i) ? 0 : 1;
    }
    assertThat(refused).isBetween(CORRUPTIONS / 4, CORRUPTIONS - 1);
  }

  private static byte[] corrupt(byte[] bytes, Random random) {
    if (random.nextInt(10) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(Math.min(HEADER, bytes.length));
      boolean digit = Character.isDigit(bytes[at]);
      bytes[at] = (byte) (digit ? '0' + random.nextInt(10) : random.nextInt(256));
    }
    return bytes;
  }

  private static boolean opens(Path path, int number) {
    try (ModelFile file = ModelFile.open(path)) {
      return file.parameters().values().stream().allMatch(entry -> entry.floats().byteSize() > 0);
    } catch (DinoException e) {
      assertThat(e.getMessage()).doesNotContain("\n");
      return false;
    } catch (RuntimeException | Error e) {
      return fail("corruption " + number + " of " + FILES[number % FILES.length], e);
    }
  }
}
