package io.github.dino4j.evaluate.fairness;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Annotation;
import org.jspecify.annotations.Nullable;

/** Which group an image belongs to, by what its data set says of it; null where that is unknown. */
@FunctionalInterface
public interface Grouping {
  /**
   * The name of the group; null for none.
   *
   * @throws DinoException if the data set says something that no group can be made of
   */
  @Nullable String group(Annotation annotation);

  /** The text of a column, each a group. */
  static Grouping column(String name) {
    return annotation -> annotation.field(name);
  }

  /**
   * Fitzpatrick's scale of skin types: 1 to 3 are {@code lighter}, 4 to 6 {@code darker}. (vissl,
   * fairness indicators.)
   */
  static Grouping skinTone(String column) {
    return annotation -> {
      Double type = number(annotation, column);
      if (type != null && (type < 1 || type > 6)) {
        throw new DinoException("%s is %s, not 1 to 6".formatted(column, type));
      }
      return type == null ? null : type <= 3 ? "lighter" : "darker";
    };
  }

  /**
   * Ages in years: {@code 18-30}, {@code 30-45}, {@code 45-70}, {@code 70+}; the upper end is not
   * part of a group, and who is younger belongs to none. (vissl, fairness indicators.)
   */
  static Grouping age(String column) {
    return annotation -> {
      Double age = number(annotation, column);
      if (age == null || age < 18) {
        return null;
      }
      return age < 30 ? "18-30" : age < 45 ? "30-45" : age < 70 ? "45-70" : "70+";
    };
  }

  /**
   * A household's monthly income in dollars: {@code low}, {@code medium}, {@code high} where
   * round(ln(income) / 3) is 1 or less, 2, 3 or more; the cuts are near 90 and 1808. (vissl,
   * fairness indicators, for Dollar Street.)
   */
  static Grouping income(String column) {
    return annotation -> {
      Double income = number(annotation, column);
      if (income == null) {
        return null;
      }
      if (income <= 0) {
        throw new DinoException("%s is %s, not above 0".formatted(column, income));
      }
      double bucket = Math.rint(Math.log(income) / 3);
      return bucket <= 1 ? "low" : bucket <= 2 ? "medium" : "high";
    };
  }

  /** Every pair of groups: {@code female, darker}. */
  default Grouping by(Grouping other) {
    return annotation -> {
      String first = group(annotation);
      String second = other.group(annotation);
      return first == null || second == null ? null : first + ", " + second;
    };
  }

  private static @Nullable Double number(Annotation annotation, String column) {
    String text = annotation.field(column);
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new DinoException("%s is no number: %s".formatted(column, text), e);
    }
  }
}
