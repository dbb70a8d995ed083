package io.github.dino4j.evaluate.classification;

import static io.github.dino4j.torch.Ops.linear;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.WeightFile;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * A trained classifier on frozen features: one linear layer.
 *
 * @param weights {@code [classes, inputs]}
 * @param bias {@code [classes]}
 * @param classes their names
 * @param input what it is given of an image
 */
public record LinearHead(float[] weights, float[] bias, List<String> classes, ProbeInput input) {
  /** Logits that are in memory at once. */
  private static final int LOGITS = 1 << 22;

  public LinearHead {
    classes = List.copyOf(classes);
    if (classes.isEmpty()
        || bias.length != classes.size()
        || weights.length % classes.size() != 0
        || weights.length == 0) {
      throw new DinoException(
          "a head of %d weights and %d biases does not fit %d classes"
              .formatted(weights.length, bias.length, classes.size()));
    }
  }

  /** The numbers 0, 1, 2, ... as names, where nothing else is known. */
  public static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /**
   * Reads a released head, such as {@code dinov2_vits14_linear4_head.pth}: tensors {@code weight
   * [classes, (1 + L) * dim]} and {@code bias [classes]} alone, for the CLS tokens of the last L
   * blocks and the mean patch.
   *
   * @param dim features of a token of its backbone
   * @param classes names; empty for numbers
   * @throws DinoException in one line, if it is damaged, or a head of other features or classes
   */
  public static LinearHead load(Path file, int dim, List<String> classes) {
    try (WeightFile weights = WeightFile.open(file)) {
      TensorEntry weight = weights.get("weight");
      TensorEntry bias = weights.get("bias");
      long[] shape = weight.shape();
      if (shape.length != 2 || shape[1] % dim != 0 || shape[1] / dim < 2) {
        throw new DinoException(
            "%s: weight is %s; a head on features of %d takes (1 + L) x %d of them, such as [1000, %d] for 4 blocks"
                .formatted(file, TensorEntry.describe(shape), dim, dim, 5 * dim));
      }
      if (!bias.hasShape(shape[0]) || (!classes.isEmpty() && classes.size() != shape[0])) {
        throw new DinoException(
            "%s: weight is %s, bias %s, and there are %s names of classes"
                .formatted(
                    file,
                    TensorEntry.describe(shape),
                    TensorEntry.describe(bias.shape()),
                    classes.isEmpty() ? "no" : classes.size()));
      }
      return new LinearHead(
          floats(weight),
          floats(bias),
          classes.isEmpty() ? numbered((int) shape[0]) : classes,
          new ProbeInput((int) (shape[1] / dim) - 1, true));
    }
  }

  private static float[] floats(TensorEntry entry) {
    return entry.floats().toArray(ValueLayout.JAVA_FLOAT);
  }

  /** Values that it takes of an image. */
  public int inputs() {
    return weights.length / classes.size();
  }

  /**
   * @param values {@code [n, inputs]}
   * @return {@code [n, classes]}
   */
  public float[] logits(float[] values) {
    if (values.length % inputs() != 0) {
      throw new DinoException(
          "%d values are not %d an image, which the head takes".formatted(values.length, inputs()));
    }
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.of(values, values.length / inputs(), inputs());
      Tensor w = Tensors.of(weights, classes.size(), inputs());
      return Tensors.toFloats(linear(x, w, Tensors.of(bias, classes.size())));
    }
  }

  /**
   * Classifies images block by block.
   *
   * @param features with labels by the classes of this head
   * @throws DinoException if the features are of another model
   */
  public Predictions predict(ProbeFeatures features) {
    requireFit(features);
    return predict(features.labels(), (first, end) -> logits(features.inputs(input, first, end)));
  }

  /**
   * The likeliest classes of each image, block by block.
   *
   * @param count how many, at most
   * @throws DinoException if the features are of another model
   */
  public List<Likeliest> likeliest(ProbeFeatures features, int count) {
    requireFit(features);
    List<Likeliest> likeliest = new ArrayList<>();
    for (int first = 0; first < features.size(); first += block()) {
      int end = Math.min(features.size(), first + block());
      float[] logits = logits(features.inputs(input, first, end));
      for (int from = 0; from < logits.length; from += classes.size()) {
        float[] image = Arrays.copyOfRange(logits, from, from + classes.size());
        likeliest.add(Likeliest.ofLogits(image, count));
      }
    }
    return likeliest;
  }

  private void requireFit(ProbeFeatures features) {
    if (input.length(features.dim()) != inputs() || features.classes() != classes.size()) {
      throw new DinoException(
          "the head takes %d values of an image (%s) for %d classes; these features have %d for %d"
              .formatted(
                  inputs(),
                  input,
                  classes.size(),
                  input.length(features.dim()),
                  features.classes()));
    }
  }

  /** The same for features that are its input as they are. */
  public Predictions predict(LabelledFeatures features) {
    int dim = features.dim();
    return predict(
        features.labels(),
        (first, end) -> logits(Arrays.copyOfRange(features.values(), first * dim, end * dim)));
  }

  private Predictions predict(int[] labels, Rows rows) {
    Predictions.Collector collector = Predictions.collect(labels, classes.size());
    for (int first = 0; first < labels.length; first += block()) {
      collector.add(rows.logits(first, Math.min(labels.length, first + block())));
    }
    return collector.done();
  }

  /** Images whose inputs and logits are in memory at once. */
  private int block() {
    return Math.clamp(LOGITS / Math.max(inputs(), classes.size()), 1, LOGITS);
  }

  private interface Rows {
    float[] logits(int first, int end);
  }

  /** The same with other names for its classes. */
  public LinearHead named(List<String> names) {
    return new LinearHead(weights, bias, names, input);
  }

  /**
   * A head that chooses among some of the classes only, in the order of {@code kept}: ImageNet-A
   * and -R have 200 of ImageNet's.
   *
   * @throws DinoException if a name is none of its classes
   */
  public LinearHead restrictedTo(List<String> kept) {
    float[] rows = new float[kept.size() * inputs()];
    float[] shifts = new float[kept.size()];
    for (int i = 0; i < kept.size(); i++) {
      int row = classes.indexOf(kept.get(i));
      if (row < 0) {
        throw new DinoException("the head knows no class " + kept.get(i));
      }
      System.arraycopy(weights, row * inputs(), rows, i * inputs(), inputs());
      shifts[i] = bias[row];
    }
    return new LinearHead(rows, shifts, kept, input);
  }
}
