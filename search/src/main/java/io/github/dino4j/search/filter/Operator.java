package io.github.dino4j.search.filter;

import java.util.Arrays;
import java.util.Optional;

/** How a column is compared with a value. */
public enum Operator {
  EQUAL("="),
  /** What {@link #EQUAL} is not: it holds for a missing column, too. */
  NOT_EQUAL("!="),
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">=");

  private final String sign;

  Operator(String sign) {
    this.sign = sign;
  }

  /** As the language writes it. */
  public String sign() {
    return sign;
  }

  /** Whether values need an order for it. */
  public boolean orders() {
    return this != EQUAL && this != NOT_EQUAL;
  }

  static Optional<Operator> of(String sign) {
    return Arrays.stream(values()).filter(operator -> operator.sign.equals(sign)).findFirst();
  }

  /**
   * @param order negative, zero or positive, as of a comparator
   */
  boolean holds(int order) {
    return switch (this) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case GREATER -> order > 0;
      case AT_LEAST -> order >= 0;
    };
  }
}
