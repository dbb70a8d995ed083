package io.github.dino4j.evaluate.fairness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which kinds of labels a classifier gives to pictures of people, group by group: for each category
 * (Human, Possibly-Human, Non-Human, Crime) the share of a group's pictures with at least one label
 * of it among the five likeliest, of which those with a probability below 0.1 are dropped. Pictures
 * are crops of faces. Source: Goyal et al., "Fairness Indicators", FAccT 2022; vissl; DINOv2,
 * section 8.2.
 *
 * @param byCategory the figures of each category, in the order of the categories
 */
public record LabelAssociation(SequencedMap<String, GroupFigures> byCategory) {
  private static final int CONSIDERED = 5;
  private static final double LEAST_PROBABILITY = 0.1;

  public LabelAssociation {
    byCategory = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byCategory));
  }

  /**
   * Measures all categories.
   *
   * @param categories the classes of each category
   * @param grouping such as {@code column("gender").by(skinTone("fitzpatrick"))} or {@code
   *     age("age")}
   */
  public static LabelAssociation evaluate(
      List<RankedClasses> images, ClassMap categories, Grouping grouping) {
    List<@Nullable String> groups =
        images.stream().map(image -> grouping.group(image.annotation())).toList();
    SequencedMap<String, GroupFigures> figures = new LinkedHashMap<>();
    for (String category : categories.classes().keySet()) {
      double[] found =
          images.stream().mapToDouble(image -> has(image, category, categories) ? 1 : 0).toArray();
      figures.put(category, GroupFigures.of(found, groups));
    }
    return new LabelAssociation(figures);
  }

  private static boolean has(RankedClasses image, String category, ClassMap categories) {
    for (int i = 0; i < Math.min(CONSIDERED, image.classes().size()); i++) {
      if (image.probabilities()[i] >= LEAST_PROBABILITY
          && categories.holds(category, image.classes().get(i))) {
        return true;
      }
    }
    return false;
  }
}
