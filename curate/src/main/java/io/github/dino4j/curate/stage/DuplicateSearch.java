package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.dedup.DedupOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * How near-duplicates are looked for.
 *
 * @param threshold cosine from which on two images are near-duplicates; null where it is to be
 *     calibrated by copies of the pool's own images
 * @param listSize vectors of a candidate list, on average
 * @param probes coarse clusters in which the lists of a vector are looked for
 * @param half whether vectors travel between machines in fp16
 */
public record DuplicateSearch(@Nullable Float threshold, int listSize, int probes, boolean half) {
  private static final DedupOptions USUAL = DedupOptions.of(0.5f, 0);

  /** Lists and probes as usual. */
  public static DuplicateSearch of(@Nullable Float threshold) {
    return new DuplicateSearch(threshold, USUAL.listSize(), USUAL.probes(), false);
  }

  public DuplicateSearch {
    if (threshold != null) {
      DedupOptions.of(threshold, 0); // refuses what is none
    }
  }

  SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("threshold", threshold == null ? "calibrated" : String.valueOf(threshold));
    settings.put("list_size", String.valueOf(listSize));
    settings.put("probes", String.valueOf(probes));
    settings.put("vectors", half ? "fp16" : "fp32");
    return settings;
  }

  float threshold(StageRun run) {
    return threshold == null ? run.calibrator().threshold(run.pool(), run.in()) : threshold;
  }

  /** What was found where nobody gave it. */
  Map<String, String> found(float its) {
    return threshold == null ? Map.of("threshold", "%s, calibrated".formatted(its)) : Map.of();
  }

  DedupOptions options(float its, long seed) {
    DedupOptions usual = DedupOptions.of(its, seed).withProbes(probes);
    int most = Math.multiplyExact(listSize, USUAL.mostInList() / USUAL.listSize());
    return usual.withListSize(listSize, most);
  }
}
