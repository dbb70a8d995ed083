package io.github.dino4j.search.exact;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.Neighbours;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.filter.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * An index as one commit has it, in memory. Immutable.
 *
 * @param ids rising, so that of equally similar vectors the one with the lesser id comes first
 * @param metadata of each id
 * @param vectors in the same order
 */
record Snapshot(
    RowFile.Header header, String[] ids, List<Map<String, Object>> metadata, ExactIndex vectors) {

  static Snapshot read(Path file) {
    try (RowFile rows = RowFile.open(file)) {
      RowFile.Header header = rows.header();
      int dim = header.description().dim();
      if ((long) header.size() * dim > Integer.MAX_VALUE - 8) {
        throw new DinoException(
            "%s holds more vectors than an exact index can".formatted(PathText.text(file)));
      }
      float[] vectors = new float[header.size() * dim];
      String[] ids = new String[header.size()];
      List<Map<String, Object>> metadata = new ArrayList<>(header.size());
      for (int i = 0; rows.hasNext(); i++) {
        Row row = rows.next();
        ids[i] = row.id();
        metadata.add(Collections.unmodifiableMap(row.parsedMetadata()));
        row.copyVector(vectors, i * dim);
      }
      return new Snapshot(header, ids, metadata, new ExactIndex(vectors, dim));
    }
  }

  IndexDescription description() {
    return header.description();
  }

  int size() {
    return ids.length;
  }

  /** The place of an id; negative if it is not there. */
  int place(String id) {
    return Arrays.binarySearch(ids, id);
  }

  IndexedVector vector(int place) {
    return new IndexedVector(ids[place], vectors.vector(place), metadata.get(place));
  }

  List<List<Hit>> search(float[] queries, SearchOptions options) {
    Filter filter = options.filter();
    List<Neighbours> found =
        filter == null
            ? vectors.search(queries, options.k())
            : vectors.search(queries, options.k(), fulfilling(filter));
    return found.stream().map(this::hits).toList();
  }

  private BitSet fulfilling(Filter filter) {
    BitSet among = new BitSet(ids.length);
    for (int i = 0; i < ids.length; i++) {
      among.set(i, filter.matches(metadata.get(i)));
    }
    return among;
  }

  private List<Hit> hits(Neighbours found) {
    List<Hit> hits = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      int place = found.index()[i];
      hits.add(new Hit(ids[place], found.similarity()[i], metadata.get(place)));
    }
    return hits;
  }
}
