package io.github.dino4j.evaluate.segmentation.training;

import java.util.List;

/** AdamW with PyTorch's defaults, on a few small arrays that it writes to in place. */
final class HeadAdamW {
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.999;
  private static final double EPSILON = 1e-8;

  private HeadAdamW() {}

  /** A parameter with its gradient and the running averages of that and of its squares. */
  record Slot(float[] values, float[] gradient, float[] first, float[] second) {}

  /**
   * @param step from 1 on
   */
  static void step(List<Slot> slots, int step, double rate, double weightDecay) {
    double firstBias = 1 - Math.pow(FIRST_DECAY, step);
    double secondBias = Math.sqrt(1 - Math.pow(SECOND_DECAY, step));
    for (Slot slot : slots) {
      for (int i = 0; i < slot.values.length; i++) {
        double gradient = slot.gradient[i];
        double first = FIRST_DECAY * slot.first[i] + (1 - FIRST_DECAY) * gradient;
        double second = SECOND_DECAY * slot.second[i] + (1 - SECOND_DECAY) * gradient * gradient;
        slot.first[i] = (float) first;
        slot.second[i] = (float) second;
        double decayed = slot.values[i] * (1 - rate * weightDecay);
        double change = first / (Math.sqrt(second) / secondBias + EPSILON);
        slot.values[i] = (float) (decayed - rate / firstBias * change);
      }
    }
  }
}
