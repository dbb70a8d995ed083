package io.github.dino4j.evaluate.fairness;

import io.github.dino4j.evaluate.retrieval.Embeddings;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Neighbours;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether pictures that look alike to the model share an attribute, such as gender or skin tone:
 * precision at K, the share of a picture's K most similar others that have its attribute, by group
 * of the picture. Source: Goyal et al., "Fairness Indicators", FAccT 2022.
 */
public final class AttributeRetrieval {
  private AttributeRetrieval() {}

  /**
   * Each picture against all others of the set.
   *
   * @param attributes of each picture; those without one are no queries, and never right
   * @param ks how many neighbours, such as 1, 5, 10 and 100
   * @return the figures of each K
   */
  public static SortedMap<Integer, GroupFigures> evaluate(
      Embeddings images, List<@Nullable String> attributes, List<Integer> ks) {
    if (attributes.size() != images.size()) {
      throw new IllegalArgumentException(
          "%d attributes for %d images".formatted(attributes.size(), images.size()));
    }
    int most = ks.stream().mapToInt(Integer::intValue).max().orElse(1);
    List<Neighbours> found = new ExactIndex(images.values(), images.dim()).searchOthers(most);
    SortedMap<Integer, GroupFigures> figures = new TreeMap<>();
    for (int k : ks) {
      double[] precision =
          IntStream.range(0, images.size())
              .mapToDouble(image -> precision(image, found.get(image), attributes, k))
              .toArray();
      figures.put(k, GroupFigures.of(precision, attributes));
    }
    return figures;
  }

  private static double precision(
      int image, Neighbours found, List<@Nullable String> attributes, int k) {
    String own = attributes.get(image);
    int count = Math.min(k, found.size());
    long same =
        IntStream.range(0, count)
            .filter(i -> own != null && own.equals(attributes.get(found.index()[i])))
            .count();
    return count == 0 ? 0 : (double) same / count;
  }
}
