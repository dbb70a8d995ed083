package io.github.dino4j.pretrain.probe;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.pretrain.config.PretrainConfig.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The images of a run's probes, chosen once.
 *
 * @param known those whose classes may be known
 * @param queries those to classify; null for the known ones, each among the others
 * @param task null where there are no classes
 */
record ProbeSet(ProbeImages known, @Nullable ProbeImages queries, @Nullable Task task) {

  /**
   * Naming classes, and how well that goes without any network.
   *
   * @param rawPixelTop1 share of the images that pixels alone name rightly
   * @param chanceTop1 share of the commonest class
   */
  record Task(ClassNames classes, double rawPixelTop1, double chanceTop1) {}

  /**
   * Draws the images, reads each once, and leaves out what cannot be read.
   *
   * @throws DinoException if an input cannot be opened, or none of the images to classify is of a
   *     known class
   */
  static ProbeSet of(Evaluation evaluation, List<String> trainingInputs, long seed) {
    int most = evaluation.probeImages();
    if (most < 2) {
      throw new DinoException(
          "evaluation.probe_images: a probe needs at least 2 images, not " + most);
    }
    List<String> train = inputs(evaluation.probeTrain());
    FeatureRows known = pixels(train.isEmpty() ? trainingInputs : train, most, seed);
    List<String> test = inputs(evaluation.probeTest());
    FeatureRows queries = test.isEmpty() ? null : pixels(test, most, seed + 1);
    if (queries != null && queries.size() == 0) {
      throw new DinoException("evaluation.probe_test: none of its images can be read");
    }
    ClassNames classes = ClassNames.of(known.images()).orElse(null);
    ProbeImages knownImages = new ProbeImages(known.images());
    ProbeImages queryImages = queries == null ? null : new ProbeImages(queries.images());
    if (classes == null) {
      return new ProbeSet(knownImages, queryImages, null);
    }
    if (queries != null && Arrays.stream(queries.labels(classes)).allMatch(label -> label < 0)) {
      throw new DinoException(
          "evaluation.probe_test: none of its images has a class of the %s of evaluation.probe_train; are both labelled in the same way?"
              .formatted(classes.describe()));
    }
    Classification pixels = new Classification(known, queries, classes);
    Task task = new Task(classes, pixels.top1(), pixels.chance());
    return new ProbeSet(knownImages, queryImages, task);
  }

  private static List<String> inputs(String names) {
    return Arrays.stream(names.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static FeatureRows pixels(List<String> inputs, int most, long seed) {
    FeatureRows rows = new FeatureRows();
    new ProbeImages(ImageSample.of(inputs, most, seed)).each(RawPixels::of, rows::add);
    return rows;
  }

  /** The accuracy by features; null without classes. */
  @Nullable Double top1(FeatureRows knownRows, @Nullable FeatureRows queryRows) {
    if (task == null) {
      return null;
    }
    return new Classification(knownRows, queryRows, task.classes()).top1();
  }

  int size() {
    return known.size() + (queries == null ? 0 : queries.size());
  }

  /** So many images in the same proportion everywhere, for a picture. */
  List<ImageRecord> spread(int count) {
    int chosen = Math.min(count, known.size());
    return IntStream.range(0, chosen)
        .mapToObj(i -> known.records().get((int) ((long) i * known.size() / chosen)))
        .toList();
  }

  /** What it asks, in words, and what needs no network to answer. */
  String describe() {
    if (task == null) {
      return String.format(
          Locale.ROOT, "%,d images without classes: looks for collapse only", size());
    }
    return String.format(
        Locale.ROOT,
        "%,d images, %s, named by their %d nearest %s; by raw pixels %.1f %% are right, by chance %.1f %%",
        size(),
        task.classes().describe(),
        Classification.NEIGHBOURS,
        queries == null ? "others" : "neighbours in evaluation.probe_train",
        100 * task.rawPixelTop1(),
        100 * task.chanceTop1());
  }

  /**
   * What an image looks like without any network: the pixels of a small picture of it, less their
   * mean. A model that has learned something tells classes apart better than these.
   */
  static final class RawPixels {
    private static final int SIDE = 16;
    private static final EvalTransform SMALL = EvalTransform.ofSize(SIDE);

    /** Numbers an image. */
    static final int DIM = 3 * SIDE * SIDE;

    private RawPixels() {}

    static float[] of(RgbImage image) {
      byte[] bytes = SMALL.apply(image).pixels();
      double mean = 0;
      for (byte value : bytes) {
        mean += (value & 255) / (double) DIM;
      }
      float[] pixels = new float[DIM];
      for (int i = 0; i < DIM; i++) {
        pixels[i] = (float) ((bytes[i] & 255) - mean);
      }
      return pixels;
    }
  }
}
