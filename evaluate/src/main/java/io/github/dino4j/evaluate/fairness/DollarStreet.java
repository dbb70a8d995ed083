package io.github.dino4j.evaluate.fairness;

import io.github.dino4j.DinoException;
import java.util.List;

/**
 * The Dollar Street protocol: pictures of household things from homes of all regions and incomes. A
 * picture is a hit if one of the five likeliest classes belongs to its concept; classes and
 * concepts are mapped many to many. Columns of the manifest: {@code label} (the concept), {@code
 * region}, {@code income} (dollars a month). Source: De Vries et al. 2019; vissl, fairness
 * indicators; DINOv2, section 8.1.
 *
 * @param byRegion accuracy by region
 * @param byIncome accuracy by {@link Grouping#income}
 */
public record DollarStreet(GroupFigures byRegion, GroupFigures byIncome) {
  private static final int CONSIDERED = 5;

  /**
   * Measures regions and incomes.
   *
   * @param concepts the classes of each concept
   * @throws DinoException if a picture has no concept, or one that the map lacks
   */
  public static DollarStreet evaluate(List<RankedClasses> images, ClassMap concepts) {
    double[] hits = images.stream().mapToDouble(image -> hit(image, concepts)).toArray();
    return new DollarStreet(
        figures(images, hits, Grouping.column("region")),
        figures(images, hits, Grouping.income("income")));
  }

  /** Of any other column. */
  public static GroupFigures by(Grouping grouping, List<RankedClasses> images, ClassMap concepts) {
    return figures(
        images, images.stream().mapToDouble(image -> hit(image, concepts)).toArray(), grouping);
  }

  private static GroupFigures figures(
      List<RankedClasses> images, double[] hits, Grouping grouping) {
    return GroupFigures.of(
        hits, images.stream().map(image -> grouping.group(image.annotation())).toList());
  }

  private static double hit(RankedClasses image, ClassMap concepts) {
    String concept = image.annotation().label();
    if (concept == null) {
      throw new DinoException("a picture has no label, which names its concept");
    }
    if (!concepts.classes().containsKey(concept)) {
      throw new DinoException("the map has no classes for the concept %s".formatted(concept));
    }
    boolean hit =
        image.classes().stream().limit(CONSIDERED).anyMatch(each -> concepts.holds(concept, each));
    return hit ? 1 : 0;
  }
}
