package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.ProbeFeatures;
import io.github.dino4j.evaluate.features.ImageVectors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Images whose classes are known.
 *
 * @param vectors of the images
 * @param labels {@code [images]}, their classes; -1 for none
 */
record ClassificationData(ImageVectors vectors, int[] labels) {
  /** All sets of a request, with the classes of the training images. */
  record Sets(
      ClassNames classes,
      ClassificationData train,
      SequencedMap<String, ClassificationData> tests) {

    /**
     * @throws DinoException if nothing tells classes apart, or a test image is of a class that no
     *     training image has
     */
    static Sets of(Evaluation evaluation, Request request) {
      ImageVectors train = evaluation.vectors(request.train());
      ClassNames classes = ClassNames.require(train.images(), request.train());
      return new Sets(classes, labelled(train, classes), tests(evaluation, request, classes));
    }

    /**
     * The test sets alone, for classes that are known.
     *
     * @throws DinoException if an image is of none of them
     */
    static SequencedMap<String, ClassificationData> tests(
        Evaluation evaluation, Request request, ClassNames classes) {
      SequencedMap<String, ClassificationData> tests = new LinkedHashMap<>();
      request
          .tests()
          .forEach((name, inputs) -> {
            ImageVectors test = evaluation.vectors(inputs);
            ClassNames called = classes.asCalledBy(test.images());
            requireKnown(name, test.images(), called);
            tests.put(name, labelled(test, called));
          });
      return tests;
    }

    private static void requireKnown(String test, List<ImageRecord> images, ClassNames classes) {
      for (ImageRecord image : images) {
        String name = classes.nameOf(image);
        if (classes.numberOf(image) < 0) {
          throw new DinoException(
              name == null
                  ? "%s: %s has no class".formatted(test, image.path())
                  : "%s: %s is of class %s, which no training image has"
                      .formatted(test, image.path(), name));
        }
      }
    }
  }

  /** All images, with -1 for those of none of the classes. */
  static ClassificationData of(ImageVectors all, ClassNames classes) {
    return new ClassificationData(all, all.images().stream().mapToInt(classes::numberOf).toArray());
  }

  /** Those images whose class is known. */
  static ClassificationData labelled(ImageVectors vectors, ClassNames classes) {
    ClassificationData all = of(vectors, classes);
    int[] known = IntStream.range(0, all.size()).filter(i -> all.labels[i] >= 0).toArray();
    return known.length == all.size() ? all : all.rows(known);
  }

  int size() {
    return labels.length;
  }

  /** Some of the images, in the order of {@code rows}. */
  ClassificationData rows(int[] rows) {
    return new ClassificationData(
        vectors.rows(rows), IntStream.of(rows).map(row -> labels[row]).toArray());
  }

  /** For neighbours and logistic regression: CLS of the last block. */
  LabelledFeatures labelledFeatures(int classes) {
    return new LabelledFeatures(vectors.cls(), vectors.dim(), labels, classes);
  }

  /** For linear heads. */
  ProbeFeatures probeFeatures(int classes) {
    return probeFeatures(labels, classes);
  }

  /** The same with other numbers for the classes; without a mean patch it is zero. */
  ProbeFeatures probeFeatures(int[] numbers, int classes) {
    int width = (vectors.layers() + 1) * vectors.dim();
    float[][] rows = new float[size()][width];
    for (int i = 0; i < size(); i++) {
      System.arraycopy(vectors.values(), i * vectors.width(), rows[i], 0, vectors.width());
    }
    return new ProbeFeatures(rows, vectors.dim(), vectors.layers(), numbers, classes);
  }
}
