package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.features.CachedFeatures;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Images whose classes are known, with one vector each: the CLS tokens of the last blocks side by
 * side, then the mean patch of the last block. All protocols of whole images share these features,
 * so that the second one finds them in the cache.
 *
 * @param images in the order of the vectors
 * @param labels {@code [images]}, their classes
 * @param vectors {@code [images, (layers + 1) * dim]}
 * @param layers how many blocks
 * @param dim width of the model
 */
record ClassificationData(
    List<ImageRecord> images, int[] labels, float[] vectors, int layers, int dim) {
  private static final int MOST_LAYERS = 4;

  /** What these vectors are made of. */
  static FeatureChoice choice(VisionTransformerConfig model) {
    Layers last = Layers.last(Math.min(MOST_LAYERS, model.depth()), model.depth());
    return new FeatureChoice(EmbedTokens.CLS_MEAN, last, FeatureType.FLOAT32);
  }

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
      try (CachedFeatures train = features(evaluation, request.train())) {
        ClassNames classes =
            ClassNames.of(train.images())
                .orElseThrow(() ->
                    new DinoException(
                        "%s: nothing tells classes apart: put images in folders by class, or give a manifest with a column label"
                            .formatted(String.join(", ", request.train()))));
        SequencedMap<String, ClassificationData> tests = new LinkedHashMap<>();
        request
            .tests()
            .forEach((name, inputs) -> {
              try (CachedFeatures test = features(evaluation, inputs)) {
                requireKnown(name, test.images(), classes);
                tests.put(name, labelled(evaluation, test, classes));
              }
            });
        return new Sets(classes, labelled(evaluation, train, classes), tests);
      }
    }

    private static CachedFeatures features(Evaluation evaluation, List<String> inputs) {
      if (inputs.isEmpty()) {
        throw new DinoException("there is nothing to learn classes from: name it with --train");
      }
      return evaluation.features(inputs, choice(evaluation.extractor().config()));
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

  private static ClassificationData labelled(
      Evaluation evaluation, CachedFeatures features, ClassNames classes) {
    int dim = evaluation.extractor().config().dim();
    int width = features.width();
    float[] all = features.vectors();
    List<ImageRecord> images = new ArrayList<>();
    int[] labels = new int[features.size()];
    for (int i = 0; i < features.size(); i++) {
      int label = classes.numberOf(features.images().get(i));
      if (label >= 0) {
        System.arraycopy(all, i * width, all, images.size() * width, width);
        labels[images.size()] = label;
        images.add(features.images().get(i));
      }
    }
    return new ClassificationData(
        images,
        Arrays.copyOf(labels, images.size()),
        Arrays.copyOf(all, images.size() * width),
        width / dim - 1,
        dim);
  }

  int size() {
    return images.size();
  }

  /** CLS tokens of the last block, {@code [images, dim]}. */
  float[] cls() {
    float[] cls = new float[size() * dim];
    int width = (layers + 1) * dim;
    for (int i = 0; i < size(); i++) {
      System.arraycopy(vectors, i * width + (layers - 1) * dim, cls, i * dim, dim);
    }
    return cls;
  }
}
