package io.github.dino4j.curate.plan;

import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.curate.folder.ManifestRow;
import io.github.dino4j.curate.folder.StageFolder;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.curate.stage.StageRun.Done;
import io.github.dino4j.data.parquet.ParquetTableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the images that the last stage kept, each with where it was chosen: the part of a mixture
 * or the seed set that brought it.
 */
final class ManifestWriter {
  private final Pool pool;
  private final SequencedMap<String, Done> done;

  /**
   * @param done all stages of the run, by name
   */
  ManifestWriter(Pool pool, SequencedMap<String, Done> done) {
    this.pool = pool;
    this.done = done;
  }

  /** Writes the file, whole or not at all; returns its images. */
  long write(Path file) {
    Done last = done.lastEntry().getValue();
    long images = 0;
    try (ParquetTableWriter table =
        new ParquetTableWriter(new WholeFile(file), "manifest", ManifestRow.COLUMNS, Map.of())) {
      for (RangeRows range : pool.tasks(last.in())) {
        for (ManifestRow row : rows(last, range.range().number())) {
          table.write(row.path(), row.id(), row.source(), row.score());
          images++;
        }
      }
      table.commit();
    }
    return images;
  }

  private List<ManifestRow> rows(Done last, int part) {
    Map<String, Origin> origins = origins(last, part);
    List<ManifestRow> rows = new ArrayList<>();
    StageFolder.forEachRow(
        last.folder().part(part),
        List.of("id", "path", "decision"),
        row -> {
          if ("keep".equals(row.text("decision"))) {
            String path = absolute(String.valueOf(row.text("path")));
            String id = String.valueOf(row.text("id"));
            Origin origin = origins.getOrDefault(path, Origin.NONE);
            rows.add(new ManifestRow(path, id, origin.source, origin.score));
          }
        });
    return rows;
  }

  /** Where an image was chosen. */
  private record Origin(@Nullable String source, @Nullable Float score) {
    static final Origin NONE = new Origin(null, null);
  }

  /** Of the images of a part, by their paths: the last mixture or retrieval on their way. */
  private Map<String, Origin> origins(Done last, int part) {
    Done at = last;
    while (at != null) {
      if (at.kind().equals("retrieve")) {
        return retrieved(at, part);
      }
      if (at.kind().equals("mix")) {
        return mixed(at, part);
      }
      at = done.get(at.from());
    }
    return Map.of();
  }

  private static Map<String, Origin> retrieved(Done stage, int part) {
    Map<String, Origin> origins = new HashMap<>();
    StageFolder.forEachRow(
        stage.folder().part(part),
        List.of("path", "seed_set", "score"),
        row -> {
          String set = row.text("seed_set");
          Double score = row.number("score");
          if (set != null && score != null) {
            origins.put(
                absolute(String.valueOf(row.text("path"))), new Origin(set, score.floatValue()));
          }
        });
    return origins;
  }

  /** A source of a mixture that was retrieved is told with the seed set and the score. */
  private Map<String, Origin> mixed(Done stage, int part) {
    Map<String, Map<String, Origin>> ofSources = new HashMap<>();
    Map<String, Origin> origins = new HashMap<>();
    StageFolder.forEachRow(
        stage.folder().part(part),
        List.of("path", "source"),
        row -> {
          String source = row.text("source");
          if (source != null) {
            Done its = done.get(source);
            Map<String, Origin> known =
                ofSources.computeIfAbsent(source, _ -> its == null ? Map.of() : origins(its, part));
            String path = absolute(String.valueOf(row.text("path")));
            Origin origin = known.getOrDefault(path, Origin.NONE);
            origins.put(
                path,
                origin.source == null
                    ? new Origin(source, null)
                    : new Origin(source + "/" + origin.source, origin.score));
          }
        });
    return origins;
  }

  private static String absolute(String path) {
    return PathText.text(PathText.path(path).toAbsolutePath().normalize());
  }
}
