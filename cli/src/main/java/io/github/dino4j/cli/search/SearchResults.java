package io.github.dino4j.cli.search;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.record.CsvFormat;
import io.github.dino4j.features.index.ImageColumns;
import io.github.dino4j.features.index.RegionMatch;
import io.github.dino4j.features.patch.PatchGrid.Area;
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
import java.util.stream.Stream;

/**
 * What a search found, as a table.
 *
 * @param hits most alike first
 * @param areas where in each of them a region was found, in its pixels; empty where whole images
 *     were searched
 */
record SearchResults(List<Hit> hits, List<Area> areas) {
  /** Columns that have a place of their own. */
  private static final Set<String> OWN = Set.of("id", "rank", "score", ImageColumns.PATH);

  private static final List<String> BOX = List.of("box_left", "box_top", "box_width", "box_height");

  /** What is of little interest beside a picture. */
  private static final Set<String> SIZE = Set.of(ImageColumns.WIDTH, ImageColumns.HEIGHT);

  static SearchResults of(List<Hit> hits) {
    return new SearchResults(hits, List.of());
  }

  static SearchResults ofRegion(List<RegionMatch> found) {
    return new SearchResults(
        found.stream().map(RegionMatch::hit).toList(),
        found.stream().map(RegionMatch::area).toList());
  }

  /** Left, top, width and height in whole pixels; none where whole images were searched. */
  private List<String> box(int rank) {
    if (areas.isEmpty()) {
      return List.of();
    }
    Area area = areas.get(rank);
    long left = Math.round(area.left());
    long top = Math.round(area.top());
    long right = Math.round(area.left() + area.width());
    long bottom = Math.round(area.top() + area.height());
    return Stream.of(left, top, right - left, bottom - top).map(String::valueOf).toList();
  }

  /** Names of the metadata of all hits, in their order, without path and id. */
  private Set<String> columns() {
    Set<String> names = new TreeSet<>();
    hits.forEach(hit -> names.addAll(ImageColumns.shown(hit.metadata()).keySet()));
    names.removeAll(OWN);
    if (!areas.isEmpty()) {
      names.removeAll(BOX);
    }
    return names;
  }

  /** For the terminal. */
  Table table() {
    Set<String> names = columns();
    names.removeAll(SIZE);
    List<String> header = new ArrayList<>(List.of("image", "score"));
    if (!areas.isEmpty()) {
      header.add("box");
    }
    header.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      List<String> row = new ArrayList<>();
      row.add(hit.id());
      row.add(String.format(Locale.ROOT, "%.3f", hit.score()));
      if (!areas.isEmpty()) {
        row.add(String.join(",", box(i)));
      }
      names.forEach(name -> row.add(value(hit, name)));
      rows.add(row);
    }
    return new Table(header, rows);
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
          if (!areas.isEmpty()) {
            header.addAll(BOX);
          }
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
    row.addAll(box(rank));
    names.forEach(name -> row.add(value(hit, name)));
    return row;
  }

  private static String value(Hit hit, String column) {
    Object value = hit.metadata().get(column);
    return value == null ? "" : value.toString();
  }
}
