package io.github.dino4j.pretrain.run;

import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.pretrain.report.Metrics;

/** Hears how a run goes, on the thread that trains. */
public interface RunListener {
  /**
   * A step was done.
   *
   * @param iterations of the whole run
   */
  void stepped(Metrics metrics, long iterations);

  /** The frozen features of the teacher were judged. */
  void probed(ProbeResult result);

  /** What the run does, in one line. */
  void told(String line);

  /** Something that went wrong but did not stop the run, in one line. */
  void remarked(String line);
}
