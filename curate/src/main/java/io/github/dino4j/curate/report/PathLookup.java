package io.github.dino4j.curate.report;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.data.parquet.ParquetTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Where images lie of which a stage tells the id alone: the feature files say so. */
final class PathLookup {
  private final SequencedMap<String, List<Path>> sets;
  private final Map<String, Map<String, Tile>> found = new HashMap<>(); // by set and id

  /**
   * @param sets feature files, or folders of their parts, by the name of the set
   */
  PathLookup(SequencedMap<String, List<Path>> sets) {
    this.sets = sets;
  }

  /**
   * Looks for those without a path, once through the files.
   *
   * @throws DinoException if a file cannot be read
   */
  void find(List<Tile> tiles) {
    Map<String, List<Tile>> wanted = new HashMap<>();
    tiles.stream()
        .filter(tile -> tile.path() == null)
        .forEach(tile -> wanted.computeIfAbsent(tile.id(), _ -> new ArrayList<>()).add(tile));
    if (!wanted.isEmpty()) {
      // the pool last: an id that no set is named for is of another one
      sets.reversed()
          .forEach((set, paths) ->
              paths.forEach(path -> Pool.files(path).forEach(file -> read(set, file, wanted))));
    }
  }

  private void read(String set, Path file, Map<String, List<Tile>> wanted) {
    try (ParquetTable table = new ParquetTable(file)) {
      table.choose(List.of("id", "path"));
      while (table.next()) {
        String id = String.valueOf(table.text("id"));
        String path = String.valueOf(table.text("path"));
        for (Tile tile : wanted.getOrDefault(id, List.of())) {
          if (tile.set().isEmpty() || tile.set().equals(set)) {
            found.computeIfAbsent(tile.set(), _ -> new HashMap<>()).putIfAbsent(id, tile.at(path));
          }
        }
      }
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(file), IoReason.of(e)), e);
    }
  }

  /** The same with its path, where one was found. */
  Tile at(Tile tile) {
    Tile its = found.getOrDefault(tile.set(), Map.of()).get(tile.id());
    String path = its == null ? null : its.path();
    return tile.path() == null && path != null ? tile.at(path) : tile;
  }
}
