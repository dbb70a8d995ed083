package io.github.dino4j.pretrain.probe;

import io.github.dino4j.base.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The probes of a run, one JSON object a line in {@code probes.jsonl} of its folder. */
public final class ProbeLog {
  private static final String NAME = "probes.jsonl";

  private ProbeLog() {}

  /**
   * The probes of a run in the order of their iterations; none where it has none yet.
   *
   * @throws io.github.dino4j.DinoException if the file is there and cannot be read
   */
  public static List<ProbeResult> read(Path run) {
    List<ProbeResult> probes = new ArrayList<>();
    JsonLines.read(
        run.resolve(NAME),
        line -> {
          ProbeResult probe = ProbeResult.of(line);
          if (probe != null) {
            probes.add(probe);
          }
        });
    return probes;
  }

  /** How good the features of a frozen teacher are by the last probe; empty if it did not know. */
  public static Optional<Double> teacherTop1(Path run) {
    List<ProbeResult> probes = read(run);
    return probes.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(probes.getLast().teacherTop1());
  }

  /**
   * Adds a probe. Those of its iteration and later are dropped: a run that was killed goes on
   * before them and will come to them again.
   */
  static void add(Path run, ProbeResult probe) {
    JsonLines.rewrite(
        run.resolve(NAME),
        line -> line.get("iteration") instanceof Long other && other < probe.iteration(),
        List.of(probe.toJson()));
  }
}
