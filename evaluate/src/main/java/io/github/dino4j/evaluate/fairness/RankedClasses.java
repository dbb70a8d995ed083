package io.github.dino4j.evaluate.fairness;

import io.github.dino4j.data.record.Annotation;
import java.util.List;

/**
 * What a classifier says of an image, and what its data set does.
 *
 * @param classes the likeliest first, as many as the protocol looks at: five
 * @param probabilities one a class
 * @param annotation columns of the manifest
 */
public record RankedClasses(List<String> classes, double[] probabilities, Annotation annotation) {
  public RankedClasses {
    classes = List.copyOf(classes);
    if (classes.size() != probabilities.length) {
      throw new IllegalArgumentException(
          "%d classes with %d probabilities".formatted(classes.size(), probabilities.length));
    }
  }
}
