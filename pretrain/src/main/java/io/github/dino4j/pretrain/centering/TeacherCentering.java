package io.github.dino4j.pretrain.centering;

import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.Targets;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Turns the teacher's logits into targets that cannot collapse onto one prototype. Each loss has an
 * instance of its own.
 */
public sealed interface TeacherCentering extends AutoCloseable permits Centering, SinkhornKnopp {
  /**
   * Targets for the teacher's logits; with several processes all of them must call this together.
   *
   * @param temperature of the teacher
   */
  Targets targets(Logits logits, double temperature);

  /** Forgets what a step that was broken off has left. */
  void startStep();

  /** Adds up over all processes what {@link #finishStep} needs; all of them call this together. */
  void shareStep();

  /** Takes what the targets of this step have taught into account, for the next step. */
  void finishStep();

  /** Moves what it keeps over steps; before the first of them. */
  void moveTo(Device device);

  /** What must be saved to go on from here, by name; owned by this. */
  Map<String, Tensor> state();

  @Override
  void close();
}
