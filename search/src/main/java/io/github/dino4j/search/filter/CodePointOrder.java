package io.github.dino4j.search.filter;

/** The order of texts by code points, which is that of their bytes in UTF-8. */
final class CodePointOrder {
  private CodePointOrder() {}

  /** Negative, zero or positive, as of a comparator. */
  static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(rank(a.charAt(i)), rank(b.charAt(i)));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Surrogates stand for code points above all other chars. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + Character.MAX_VALUE : c;
  }
}
