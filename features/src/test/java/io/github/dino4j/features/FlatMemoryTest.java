package io.github.dino4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.catalogue.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Resident memory after 2,000 batches is what it was after the first few hundred. */
class FlatMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Room for the collector's own rhythm; one leaked batch of tokens in ten would be 50 MB. */
  private static final long TOLERANCE_KIB = 24 * 1024;

  @Test
  void twoThousandBatches() throws IOException {
    assumeTrue(Files.exists(STATUS), "skipped: resident memory is read from /proc");
    ExtractorOptions options =
        ExtractorOptions.standard().with(new EvalTransform.ResizeCrop(56, 56));
    try (FeatureExtractor extractor = FeatureExtractor.load(DemoModel.NAME, options)) {
      List<PreparedImage> batch =
          Collections.nCopies(8, extractor.prepare(new RgbImage(60, 70, new byte[60 * 70 * 3])));
      long before = 0;
      for (int i = 0; i < 2_000; i++) {
        extractor.features(batch);
        if (i == 400) {
          before = residentKib();
        }
      }
      assertThat(residentKib() - before).isLessThan(TOLERANCE_KIB);
    }
  }

  /** After a collection, so that garbage does not count. */
  private static long residentKib() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
