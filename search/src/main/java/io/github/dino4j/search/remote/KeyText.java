package io.github.dino4j.search.remote;

/**
 * Texts as servers can keep and order them. Most are left as they are. Postgres keeps no character
 * 0, and servers order by code points where {@link String#compareTo} goes by UTF-16; so 0 and 1,
 * and what lies behind the surrogates, become pairs that no other text has. Code points of the
 * result are in the order of the texts.
 */
public final class KeyText {
  private static final char LOW = '\u0001';
  private static final String HIGH = Character.toString(Character.MAX_CODE_POINT);

  private KeyText() {}

  /** The text for the server. */
  public static String of(String text) {
    if (text.chars().allMatch(c -> c > LOW && c < '\uDBFF')) {
      return text;
    }
    StringBuilder key = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c <= LOW) {
            key.append(LOW).append((char) (c + 1));
          } else if (c == Character.MAX_CODE_POINT) {
            key.append(HIGH).append(LOW);
          } else if (c > Character.MAX_SURROGATE && c <= Character.MAX_VALUE) {
            key.append(HIGH).append((char) c);
          } else {
            key.appendCodePoint(c);
          }
        });
    return key.toString();
  }

  /** The text that {@link #of} made a key of. */
  public static String text(String key) {
    if (key.chars().allMatch(c -> c > LOW && c < '\uDBFF')) {
      return key;
    }
    StringBuilder text = new StringBuilder();
    int[] points = key.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (points[i] == LOW) {
        text.append((char) (points[++i] - 1));
      } else if (points[i] == Character.MAX_CODE_POINT) {
        int next = points[++i];
        text.appendCodePoint(next == LOW ? Character.MAX_CODE_POINT : next);
      } else {
        text.appendCodePoint(points[i]);
      }
    }
    return text.toString();
  }
}
