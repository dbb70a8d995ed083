package io.github.dino4j.curate;

import java.util.Locale;

/** Constants as plans and files write them: {@code best-quality} for {@code BEST_QUALITY}. */
public final class ConstantWord {
  private ConstantWord() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
