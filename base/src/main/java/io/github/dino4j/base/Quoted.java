package io.github.dino4j.base;

/** Text of a foreign file, made fit for a one-line message. */
public final class Quoted {
  private static final int LONGEST = 80;

  private Quoted() {}

  /** The first {@value #LONGEST} characters of it, without line breaks and what cannot be seen. */
  public static String of(String text) {
    String line =
        text.codePoints()
            .limit(LONGEST)
            .map(Quoted::printable)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return line.length() < text.length() ? line + "..." : line;
  }

  private static int printable(int codePoint) {
    return Character.isISOControl(codePoint) || !Character.isDefined(codePoint) ? '?' : codePoint;
  }
}
