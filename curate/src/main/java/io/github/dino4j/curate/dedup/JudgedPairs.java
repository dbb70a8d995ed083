package io.github.dino4j.curate.dedup;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.Csv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Pairs of images that people have judged.
 *
 * @param pairs in the order of the table
 */
public record JudgedPairs(List<Pair> pairs) {
  private static final Set<String> YES = Set.of("1", "true", "yes");
  private static final Set<String> NO = Set.of("0", "false", "no");

  /**
   * A pair.
   *
   * @param first path or id of an image
   * @param same whether both are near-duplicates of each other
   */
  public record Pair(String first, String second, boolean same) {}

  public JudgedPairs {
    pairs = List.copyOf(pairs);
  }

  /**
   * Reads a CSV with the columns {@code path1}, {@code path2} and {@code same}.
   *
   * @throws DinoException if it cannot be read, or a row says neither yes nor no
   */
  public static JudgedPairs read(Path file) {
    String name = PathText.text(file);
    try (Csv csv = new Csv(file, ',')) {
      List<String> header = csv.next();
      List<String> words =
          header == null
              ? List.of()
              : header.stream().map(word -> word.strip().toLowerCase(Locale.ROOT)).toList();
      int first = words.indexOf("path1");
      int second = words.indexOf("path2");
      int same = words.indexOf("same");
      if (first < 0 || second < 0 || same < 0) {
        throw new DinoException(
            "%s has no columns path1, path2 and same in its first line".formatted(name));
      }
      List<Pair> pairs = new ArrayList<>();
      for (List<String> row = csv.next(); row != null; row = csv.next()) {
        String said =
            row.size() > Math.max(first, Math.max(second, same))
                ? row.get(same).strip().toLowerCase(Locale.ROOT)
                : "";
        if (!YES.contains(said) && !NO.contains(said)) {
          throw new DinoException(
              "%s: row %d says neither 1 nor 0 in the column same".formatted(name, csv.row()));
        }
        pairs.add(new Pair(row.get(first), row.get(second), YES.contains(said)));
      }
      return new JudgedPairs(pairs);
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(name, IoReason.of(e)), e);
    }
  }
}
