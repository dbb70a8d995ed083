package io.github.dino4j.cli.search;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.record.CsvFormat;
import io.github.dino4j.features.index.ImageColumns;
import io.github.dino4j.report.Table;
import io.github.dino4j.search.Hit;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a search found, as a table.
 *
 * @param hits most alike first
 */
record SearchResults(List<Hit> hits) {
  /** Columns that have a place of their own. */
  private static final Set<String> OWN = Set.of("id", "rank", "score", ImageColumns.PATH);

  /** What is of little interest beside a picture. */
  private static final Set<String> SIZE = Set.of(ImageColumns.WIDTH, ImageColumns.HEIGHT);

  /** Names of the metadata of all hits, in their order, without path and id. */
  private Set<String> columns() {
    Set<String> names = new TreeSet<>();
    hits.forEach(hit -> names.addAll(ImageColumns.shown(hit.metadata()).keySet()));
    names.removeAll(OWN);
    return names;
  }

  /** For the terminal. */
  Table table() {
    Set<String> names = columns();
    names.removeAll(SIZE);
    List<String> header = new ArrayList<>(List.of("image", "score"));
    header.addAll(names);
    return new Table(
        header,
        hits.stream()
            .map(hit -> {
              List<String> row = new ArrayList<>();
              row.add(hit.id());
              row.add(String.format(Locale.ROOT, "%.3f", hit.score()));
              names.forEach(name -> row.add(value(hit, name)));
              return row;
            })
            .toList());
  }

  /** Everything, as CSV with a header. */
  void writeCsv(Path file) {
    Set<String> names = columns();
    WholeFile.write(
        file,
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          CsvWriter csv = CsvFormat.writer(text);
          List<String> header = new ArrayList<>(List.of("rank", "id", "path", "score"));
          header.addAll(names);
          csv.writeRecord(header);
          for (int i = 0; i < hits.size(); i++) {
            csv.writeRecord(row(i, names));
          }
          csv.flush();
        });
  }

  private List<String> row(int rank, Set<String> names) {
    Hit hit = hits.get(rank);
    List<String> row = new ArrayList<>();
    row.add(String.valueOf(rank + 1));
    row.add(hit.id());
    row.add(ImageColumns.path(hit.metadata()));
    row.add(String.format(Locale.ROOT, "%.6f", hit.score()));
    names.forEach(name -> row.add(value(hit, name)));
    return row;
  }

  private static String value(Hit hit, String column) {
    Object value = hit.metadata().get(column);
    return value == null ? "" : value.toString();
  }
}
