package io.github.dino4j.evaluate.classification.linear;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.ProbeInput;
import java.util.List;
import java.util.function.Predicate;

/**
 * How linear heads are trained: one for each input and rate, by SGD with momentum 0.9, no weight
 * decay, and a cosine from the rate down to 0.
 *
 * @param inputs what heads are given
 * @param rates per 256 images
 * @param batch images a step
 * @param steps of training
 * @param evaluateEvery so many steps the validation images are classified, and at the end
 * @param seed of first weights and of the order of images
 */
public record LinearOptions(
    List<ProbeInput> inputs,
    List<Double> rates,
    int batch,
    int steps,
    int evaluateEvery,
    long seed) {
  private static final double BATCH_OF_RATES = 256;

  public LinearOptions {
    inputs = List.copyOf(inputs);
    rates = List.copyOf(rates);
    if (inputs.isEmpty() || rates.isEmpty()) {
      throw new DinoException("linear: at least one input and one learning rate");
    }
    if (batch < 1 || steps < 1 || evaluateEvery < 1) {
      throw new DinoException(
          "linear: batch %d, %d steps, evaluated every %d: each at least 1"
              .formatted(batch, steps, evaluateEvery));
    }
  }

  /** The reference's: 52 heads, batches of 128, 12,500 steps, evaluated ten times. */
  public static LinearOptions standard(LearningRates grid) {
    List<ProbeInput> inputs =
        List.of(
            new ProbeInput(1, false),
            new ProbeInput(1, true),
            new ProbeInput(4, false),
            new ProbeInput(4, true));
    return new LinearOptions(inputs, grid.rates(), 128, 12_500, 1_250, 0);
  }

  /** The same for another number of steps, evaluated ten times. */
  public LinearOptions withSteps(int other) {
    return new LinearOptions(inputs, rates, batch, other, Math.max(1, other / 10), seed);
  }

  /** The same with only those of its inputs that fit. */
  public LinearOptions withInputs(Predicate<ProbeInput> fits) {
    return new LinearOptions(
        inputs.stream().filter(fits).toList(), rates, batch, steps, evaluateEvery, seed);
  }

  /** How many heads there are. */
  public int heads() {
    return inputs.size() * rates.size();
  }

  /** The rate of a step, from 0 on, that stands at {@code rate} in the grid. */
  double rate(double rate, int step) {
    return rate * batch / BATCH_OF_RATES * (1 + Math.cos(Math.PI * step / steps)) / 2;
  }

  /** What a state must have in common with the run that goes on from it. */
  String fingerprint() {
    return toString();
  }
}
