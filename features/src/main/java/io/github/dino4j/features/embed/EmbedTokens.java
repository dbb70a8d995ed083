package io.github.dino4j.features.embed;

/** Which tokens an {@link EmbedJob} keeps of an image. */
public enum EmbedTokens {
  /** The CLS token, {@code [dim]}. */
  CLS("cls"),
  /** Every patch token, {@code [rows, columns, dim]}. */
  PATCHES("patches"),
  /**
   * The CLS token and the mean of the patch tokens, as linear probes take them: two columns in
   * Parquet, one vector {@code [2 dim]} elsewhere.
   */
  CLS_MEAN("cls+mean"),
  /** The CLS token and every patch token, as dense tasks take them; not for {@code .npy}. */
  CLS_PATCHES("cls+patches");

  private final String word;

  EmbedTokens(String word) {
    this.word = word;
  }

  /** As on the command line. */
  public String word() {
    return word;
  }
}
