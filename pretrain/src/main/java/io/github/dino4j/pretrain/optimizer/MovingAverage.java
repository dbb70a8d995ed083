package io.github.dino4j.pretrain.optimizer;

import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/** The exponential moving average of the student. */
public final class MovingAverage {
  private MovingAverage() {}

  /**
   * {@code average = momentum * average + (1 - momentum) * student}, parameter by parameter.
   *
   * @param momentum between 0 and 1
   */
  public static void update(Parameters average, Parameters student, double momentum) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Scalar share = new Scalar(1 - momentum);
      average
          .named()
          .forEach((name, parameter) ->
              parameter.lerp_(Objects.requireNonNull(student.named().get(name)), share));
    }
  }
}
