package io.github.dino4j.curate.stage;

import java.util.Map;
import java.util.SequencedMap;

/** Decides which of the images that come in stay. */
public interface Stage {
  /** What kind it is: filter, dedup, ...; the name of its folder ends in it. */
  String kind();

  /** All that decides what it does, the defaults too. */
  SequencedMap<String, String> settings();

  /**
   * Decides, and writes a part for each range of images that came in.
   *
   * @throws io.github.dino4j.DinoException if it cannot be done, in one line
   */
  Result run(StageRun run);

  /**
   * What came out.
   *
   * @param counters what it took and found
   * @param found settings that were found by the stage itself, such as a calibrated threshold
   */
  record Result(Decided decided, Map<String, Long> counters, Map<String, String> found) {
    /** Without settings that were found. */
    public Result(Decided decided, Map<String, Long> counters) {
      this(decided, counters, Map.of());
    }
  }
}
