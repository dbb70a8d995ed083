package io.github.dino4j.data.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.data.feature.IdList;
import io.github.dino4j.data.feature.Rows;
import io.github.dino4j.data.record.Reject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another process writes features and is killed outright, again and again, at random moments. */
@Timeout(120)
class KilledRunTest {
  private static final int IMAGES = 3000;
  private static final int BATCH = 5;

  @TempDir Path folder;

  /** Embeds what is left to do; the first argument is the target. */
  public static final class Run {
    public static void main(String[] args) {
      Path target = Path.of(args[0]);
      try (FeatureJournal journal = FeatureJournal.open(target, Map.of("model", "tiny"), false)) {
        for (int i = (int) journal.done(); i < IMAGES; i += BATCH) {
          List<JournalEntry> batch = new ArrayList<>();
          for (int k = i; k < i + BATCH; k++) {
            batch.add(
                k % 100 == 99
                    ? new JournalEntry.Rejected(new Reject("photos/" + k, "is no image"))
                    : new JournalEntry.Done(Rows.cls(k, 300)));
          }
          journal.commit(batch);
        }
        journal.finish(target.resolveSibling("rejects.csv"));
      }
    }
  }

  private Process start(Path target) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Run.class.getName(),
            target.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  @Test
  void theFileEqualsThatOfAnUnbrokenRun() throws Exception {
    Path expected = folder.resolve("unbroken/features.npy");
    Run.main(new String[] {expected.toString()});

    Path target = folder.resolve("killed/features.npy");
    Path rows = folder.resolve("killed/features.npy.partial/rows");
    Random random = new Random(7);
    int kills = 0;
    for (int i = 0; i < 4 && !isFinished(target); i++) {
      long until = 1 + random.nextInt(900_000) + (Files.exists(rows) ? Files.size(rows) : 0);
      Process run = start(target);
      while (run.isAlive() && !(Files.exists(rows) && Files.size(rows) >= until)) {
        Thread.onSpinWait();
      }
      kills += run.isAlive() ? 1 : 0;
      run.destroyForcibly().waitFor();
    }
    assumeTrue(kills > 0, "skipped: this machine was too busy to kill a run before its end");
    if (!isFinished(target)) {
      Process last = start(target);
      assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(last.exitValue()).as(Files.readString(folder.resolve("output.txt"))).isZero();
    }

    assertThat(target).hasSameBinaryContentAs(expected);
    assertThat(IdList.beside(target)).hasSameBinaryContentAs(IdList.beside(expected));
    assertThat(folder.resolve("killed/rejects.csv"))
        .hasSameBinaryContentAs(folder.resolve("unbroken/rejects.csv"));
  }

  /** A kill may come when all is written; such a run is not repeated. */
  private static boolean isFinished(Path target) {
    return Files.exists(target)
        && !Files.exists(target.resolveSibling(target.getFileName() + ".partial"));
  }
}
