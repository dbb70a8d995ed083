package io.github.dino4j.evaluate.protocol;

/**
 * One thing that a protocol can be told.
 *
 * @param standard what it is where the user says nothing
 * @param meaning in a few words, for {@code --help}
 * @param isPath whether it names a file or a folder, which must exist
 */
public record Setting(String key, String standard, String meaning, boolean isPath) {
  /** Of a default. */
  public static Setting of(String key, Object standard, String meaning) {
    return new Setting(key, standard.toString(), meaning, false);
  }

  /** A file or a folder, none by default. */
  public static Setting path(String key, String meaning) {
    return new Setting(key, "", meaning, true);
  }

  /** What random draws begin with. */
  public static Setting seed() {
    return of("seed", 0, "of all random draws");
  }

  /** A head that is there already. */
  public static Setting head() {
    return path("head", "report of an earlier run: its head is tested, none trained");
  }
}
