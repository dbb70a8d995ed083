package io.github.dino4j.pretrain.run;

import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.pretrain.probe.ProbeResult;
import java.util.Optional;

/** Judges frozen features of the student's average while it learns. */
@FunctionalInterface
public interface FeatureProbe {
  /**
   * @param iteration before which it is asked
   * @param average its backbone; only looked at
   * @return empty where there is nothing to judge by
   */
  Optional<ProbeResult> evaluate(long iteration, VisionTransformer average);

  /** Judges nothing. */
  static FeatureProbe none() {
    return (_, _) -> Optional.empty();
  }
}
