package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words that the user typed, or wrote into a line. Java decodes them by the locale, and with
 * {@code LANG=C} or none every letter outside ASCII is lost; Linux still has their bytes.
 */
final class Arguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|" + QUOTED.pattern() + ")+");

  private Arguments() {}

  static String[] asTyped(String[] args) {
    String names = System.getProperty("sun.jnu.encoding", "UTF-8");
    boolean lost = !names.equals("UTF-8") && Arrays.stream(args).anyMatch(Arguments::isMangled);
    return lost && Files.isReadable(COMMAND_LINE) ? restored(args) : args;
  }

  private static String[] restored(String[] args) {
    try {
      String line = Files.readString(COMMAND_LINE, StandardCharsets.UTF_8);
      return lastWords(line.split("\0", -1), args);
    } catch (IOException _) {
      return args; // no UTF-8, or no such file system
    }
  }

  /**
   * @param words of the whole command line; the last one is empty, for each ends in a NUL
   */
  static String[] lastWords(String[] words, String[] args) {
    int first = words.length - 1 - args.length;
    for (int i = 0; i < args.length; i++) {
      if (first < 0 || (!isMangled(args[i]) && !args[i].equals(words[first + i]))) {
        return args;
      }
    }
    return Arrays.copyOfRange(words, first, words.length - 1);
  }

  /**
   * The words of a line: blanks separate them, except between quotation marks of either kind.
   *
   * @throws DinoException if a quotation mark is not closed
   */
  static List<String> words(String line) {
    if (!WORD.matcher(line).replaceAll("").isBlank()) {
      throw new DinoException("%s: a quotation mark is not closed".formatted(line));
    }
    return WORD.matcher(line).results().map(word -> unquoted(word.group())).toList();
  }

  private static String unquoted(String word) {
    return QUOTED
        .matcher(word)
        .replaceAll(quoted ->
            Matcher.quoteReplacement(quoted.group().substring(1, quoted.group().length() - 1)));
  }

  private static boolean isMangled(String word) {
    return word.chars().anyMatch(c -> c > '~' || c == '?');
  }
}
