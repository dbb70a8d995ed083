package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.random.TorchRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The protocol of dinov2/eval/knn.py: nearest neighbours among all known images, and among a few of
 * each class, drawn several times.
 *
 * @param neighbours numbers of neighbours that vote
 * @param temperature of the softmax over similarities
 * @param perClass numbers of known images a class for the few-shot variant; empty for none
 * @param tries draws for each of them
 */
public record KnnEvaluation(
    List<Integer> neighbours, double temperature, List<Integer> perClass, int tries) {
  public KnnEvaluation {
    neighbours = distinct("neighbours", neighbours);
    perClass = distinct("images a class", perClass);
    if (neighbours.isEmpty() || tries < 1) {
      throw new DinoException("kNN needs a number of neighbours and at least one try");
    }
  }

  private static List<Integer> distinct(String what, List<Integer> counts) {
    TreeSet<Integer> sorted = new TreeSet<>(counts);
    if (!sorted.isEmpty() && sorted.first() < 1) {
      throw new DinoException("%s: at least 1, not %d".formatted(what, sorted.first()));
    }
    return List.copyOf(sorted);
  }

  /** 10, 20, 100 and 200 neighbours among all known images. */
  public static KnnEvaluation standard() {
    return new KnnEvaluation(List.of(10, 20, 100, 200), KnnClassifier.TEMPERATURE, List.of(), 1);
  }

  /**
   * Accuracy by so many neighbours.
   *
   * @param perClass known images of each class; 0 for all of them
   * @param result means over the tries
   */
  public record Result(int perClass, int neighbours, ClassificationResult result) {}

  /** Results for all known images, then for few of each class, by rising number of neighbours. */
  public List<Result> run(LabelledFeatures known, LabelledFeatures queries) {
    if (known.dim() != queries.dim()) {
      throw new DinoException(
          "the features to classify have %d values, the known ones %d: are both of the same model?"
              .formatted(queries.dim(), known.dim()));
    }
    List<Result> results = new ArrayList<>(results(0, neighbours, List.of(known), queries));
    for (int shots : perClass) {
      List<LabelledFeatures> drawn =
          IntStream.range(0, tries)
              .mapToObj(seed -> known.rows(fewShot(known.labels(), shots, seed)))
              .toList();
      results.addAll(results(shots, counts(shots), drawn, queries));
    }
    return results;
  }

  /** Neighbours that may vote where a class has so many images, itself among the numbers. */
  private List<Integer> counts(int shots) {
    return Stream.concat(neighbours.stream(), Stream.of(shots))
        .filter(k -> k <= shots)
        .distinct()
        .sorted()
        .toList();
  }

  private List<Result> results(
      int shots, List<Integer> counts, List<LabelledFeatures> known, LabelledFeatures queries) {
    List<List<Predictions>> tried =
        known.stream()
            .map(each ->
                new KnnClassifier(each, temperature)
                    .predict(queries.values(), queries.labels(), counts))
            .toList();
    return IntStream.range(0, counts.size())
        .mapToObj(i ->
            new Result(
                shots,
                counts.get(i),
                ClassificationResult.of(tried.stream().map(each -> each.get(i)).toList())))
        .toList();
  }

  /**
   * The images that a try of the reference keeps: class by class the first of a permutation by
   * libtorch's generator.
   *
   * @return row numbers, at most {@code perClass} of each class
   */
  static int[] fewShot(int[] labels, int perClass, long seed) {
    TorchRandom random = new TorchRandom(seed);
    return Arrays.stream(labels)
        .distinct()
        .sorted()
        .flatMap(label -> {
          int[] rows = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
          return Arrays.stream(random.permutation(rows.length))
              .limit(perClass)
              .map(place -> rows[place]);
        })
        .toArray();
  }
}
