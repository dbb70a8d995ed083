package io.github.dino4j.evaluate.protocol;

/**
 * One thing that a protocol can be told.
 *
 * @param standard what it is where the user says nothing
 * @param meaning in a few words, for {@code --help}
 * @param kind what its values are
 */
public record Setting(String key, String standard, String meaning, Kind kind) {
  /** What a setting names. */
  public enum Kind {
    /** A number or a word. */
    VALUE,
    /** A file or a folder, which must exist. */
    PATH,
    /** A head: a file, a folder, or the name of a released one. */
    HEAD
  }

  /** Of a default. */
  public static Setting of(String key, Object standard, String meaning) {
    return new Setting(key, standard.toString(), meaning, Kind.VALUE);
  }

  /** A file or a folder, none by default. */
  public static Setting path(String key, String meaning) {
    return new Setting(key, "", meaning, Kind.PATH);
  }

  /** What random draws begin with. */
  public static Setting seed() {
    return of("seed", 0, "of all random draws");
  }

  /** A head that is there already. */
  public static Setting head() {
    return head("earlier report or released head to test; none is trained");
  }

  /** The same in other words. */
  static Setting head(String meaning) {
    return new Setting("head", "", meaning, Kind.HEAD);
  }
}
