package io.github.dino4j.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.FolderIndexContract;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.Neighbours;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.filter.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneIndexTest extends FolderIndexContract {
  /** So many vectors have a graph; fewer are all compared. */
  private static final int GRAPH = 21_000;

  /** 150 vectors each: among so many about equally near ones the codes find the nearest. */
  private static final int CLUSTERS = 140;

  @TempDir Path folder;

  @Override
  protected VectorIndex create(Path folder, IndexDescription description) {
    return LuceneIndex.create(folder, description, GraphOptions.DEFAULT);
  }

  @Override
  protected VectorIndex open(Path folder, Access access, IndexDescription features) {
    return LuceneIndex.open(folder, access, features);
  }

  @Override
  protected IndexDescription describe(Path folder) {
    return LuceneIndex.describe(folder);
  }

  /** Which of the true ten neighbours are found, of 200 queries. */
  private static double recall(LuceneIndex index, SearchEffort effort, float[] vectors, int dim) {
    float[] queries = Vectors.clustered(200, dim, CLUSTERS, 3);
    List<Neighbours> expected = new ExactIndex(vectors, dim).search(queries, 10);
    List<List<Hit>> found = index.search(queries, SearchOptions.nearest(10), effort);
    int hits = 0;
    for (int i = 0; i < expected.size(); i++) {
      Set<Integer> wanted =
          Arrays.stream(expected.get(i).index()).boxed().collect(Collectors.toSet());
      hits += (int) found.get(i).stream().filter(hit -> wanted.contains(number(hit))).count();
    }
    return hits / 2000.0;
  }

  private static int number(Hit hit) {
    return Integer.parseInt(hit.id());
  }

  @Test
  void mostOfTheTrueNeighboursAreFound() {
    int dim = 128;
    float[] vectors = Vectors.clustered(GRAPH, dim, CLUSTERS, 2);
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(dim), GraphOptions.DEFAULT)) {
      index.add(Vectors.named(vectors, dim));
      index.commit();
      index.optimize();

      double recall = recall(index, SearchEffort.DEFAULT, vectors, dim);

      assertThat(recall).isBetween(0.95, 1.0);
      assertThat(recall(index, new SearchEffort(10, 1), vectors, dim)).isLessThan(recall);
      assertThat(recall(index, new SearchEffort(600, 1), vectors, dim)).isGreaterThan(0.99);
    }
  }

  /** Few of them are all compared, of many the graph finds the nearest: both among deleted ones. */
  @Test
  void mostOfTheTrueNeighboursInAFilterAreFound() {
    int dim = 32;
    float[] vectors = Vectors.clustered(20_000, dim, 40, 2);
    List<IndexedVector> rows =
        Vectors.named(vectors, dim).stream()
            .map(row ->
                new IndexedVector(row.id(), row.vector(), Map.of("x", row.id().hashCode() % 10)))
            .toList();
    float[] queries = Vectors.clustered(100, dim, 40, 3);
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(dim), GraphOptions.DEFAULT)) {
      index.add(rows);
      index.commit();
      index.delete(rows.stream().map(IndexedVector::id).filter(id -> id.endsWith("1")).toList());
      index.commit();
      for (String text : List.of("x < 1", "x < 5")) {
        Filter filter = Filter.parse(text);
        BitSet among = new BitSet();
        for (int i = 0; i < rows.size(); i++) {
          IndexedVector row = rows.get(i);
          among.set(i, filter.matches(row.metadata()) && !row.id().endsWith("1"));
        }
        List<Neighbours> expected = new ExactIndex(vectors, dim).search(queries, 10, among);
        List<List<Hit>> found = index.search(queries, SearchOptions.nearest(10).where(filter));
        int hits = 0;
        for (int i = 0; i < expected.size(); i++) {
          assertThat(found.get(i)).hasSize(10).allMatch(hit -> among.get(number(hit)));
          Set<Integer> wanted =
              Arrays.stream(expected.get(i).index()).boxed().collect(Collectors.toSet());
          hits += (int) found.get(i).stream().filter(hit -> wanted.contains(number(hit))).count();
        }
        assertThat(hits).as(text).isBetween(950, 1000);
      }
    }
  }

  /** Of several segments with deleted ones, more than one block, and many that are equal. */
  @Test
  void aBatchThatIsComparedWithAllMissesNone() {
    int dim = 16;
    int count = 9_000;
    float[] vectors = Vectors.clustered(count, dim, 40, 2);
    for (int i = 0; i < count; i += 3) { // three of four are others' copies
      System.arraycopy(vectors, i / 12 * dim, vectors, i * dim, dim);
    }
    List<IndexedVector> rows =
        Vectors.named(vectors, dim).stream()
            .map(row ->
                new IndexedVector(row.id(), row.vector(), Map.of("even", number(row) % 2 == 0)))
            .toList();
    Set<String> gone =
        rows.stream()
            .map(IndexedVector::id)
            .filter(id -> id.endsWith("7"))
            .collect(Collectors.toSet());
    float[] queries = Arrays.copyOf(vectors, 50 * dim);
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(dim), GraphOptions.DEFAULT)) {
      for (int i = 0; i < count; i += 1_000) {
        index.add(rows.subList(i, i + 1_000));
        index.commit();
      }
      index.delete(gone);
      index.commit();
      for (String text : List.of("even = true", "even != 3")) {
        Filter filter = Filter.parse(text);
        BitSet among = new BitSet();
        rows.stream()
            .filter(row -> filter.matches(row.metadata()) && !gone.contains(row.id()))
            .forEach(row -> among.set(number(row)));
        assertThat(DocumentScan.isFaster(50, dim, among.cardinality(), count, 10)).isTrue();
        List<Neighbours> expected = new ExactIndex(vectors, dim).search(queries, 10, among);
        List<List<Hit>> found = index.search(queries, SearchOptions.nearest(10).where(filter));
        for (int i = 0; i < expected.size(); i++) {
          assertThat(found.get(i))
              .as("%s, %d", text, i)
              .extracting(LuceneIndexTest::number)
              .containsExactlyElementsOf(Arrays.stream(expected.get(i).index()).boxed().toList());
        }
      }
    }
  }

  private static int number(IndexedVector row) {
    return Integer.parseInt(row.id());
  }

  @Test
  void graphsOfFloatsFindMoreWithLess() {
    int dim = 64;
    float[] vectors = Vectors.clustered(GRAPH, dim, CLUSTERS, 2);
    GraphOptions options = new GraphOptions(8, 50, GraphOptions.Codes.FP32);
    try (LuceneIndex index = LuceneIndex.create(folder, Vectors.described(dim), options)) {
      index.add(Vectors.named(vectors, dim));
      index.commit();
      assertThat(recall(index, new SearchEffort(60, 1), vectors, dim)).isGreaterThan(0.95);
    }
    try (LuceneIndex index = LuceneIndex.open(folder, Access.WRITE, Vectors.described(dim))) {
      assertThat(index.graph()).isEqualTo(options);
    }
  }

  /** ViT-g has 1,536 features and the class token beside the mean of patches twice as many. */
  @Test
  void vectorsMayBeLongerThanLuceneWouldHaveThem() {
    int dim = 3072;
    float[] vectors = Vectors.clustered(120, dim, 4, 2);
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(dim), GraphOptions.DEFAULT)) {
      index.add(Vectors.named(vectors, dim));
      index.commit();
    }
    try (LuceneIndex index = LuceneIndex.open(folder, Access.READ, Vectors.described(dim))) {
      float[] query = Arrays.copyOfRange(vectors, 17 * dim, 18 * dim);
      Hit nearest = index.search(query, SearchOptions.nearest(1)).getFirst().getFirst();
      assertThat(number(nearest)).isEqualTo(17);
    }
  }

  @Test
  void columnsWithoutEndAreRefused() {
    Map<String, Object> wide = new TreeMap<>();
    IntStream.range(0, 990).forEach(i -> wide.put("column" + i, i));
    float[] vector = {1, 0};
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(2), GraphOptions.DEFAULT)) {
      index.add(List.of(new IndexedVector("a", vector, wide)));
      index.commit();
    }
    try (LuceneIndex index = LuceneIndex.open(folder, Access.WRITE, Vectors.described(2))) {
      Map<String, Object> more = new TreeMap<>();
      IntStream.range(0, 20).forEach(i -> more.put("other" + i, "x"));
      assertThatThrownBy(() -> index.add(List.of(new IndexedVector("b", vector, more))))
          .isInstanceOf(DinoException.class)
          .hasMessage(folder + " would hold more than 1,000 columns of metadata: leave some out");
      index.add(List.of(new IndexedVector("b", vector, wide)));
      index.commit();
      assertThat(index.size()).isEqualTo(2);
    }
  }

  @Test
  void anIndexOfAnotherProgramIsRefused() throws IOException {
    try (Directory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      writer.commit();
    }
    assertThatThrownBy(() -> LuceneIndex.open(folder, Access.READ, Vectors.described(2)))
        .isInstanceOf(DinoException.class)
        .hasMessage(folder + " is no index of dino4j: another program made it");
  }

  @Test
  void aWholeFilterOfMostConditionsIsNotTooLong() {
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(2), GraphOptions.DEFAULT)) {
      index.add(List.of(new IndexedVector("a", new float[] {1, 0}, Map.of("x", 7))));
      index.commit();
      for (String part : List.of("x != %d", "not x = %d", "x in (%d, 'a', true, false)")) {
        int most = part.startsWith("not") ? 125 : 250;
        String text =
            IntStream.range(0, most).mapToObj(part::formatted).collect(Collectors.joining(" or "));
        SearchOptions options = SearchOptions.nearest(1).where(Filter.parse(text));
        assertThat(index.search(new float[] {1, 0}, options).getFirst()).hasSize(1);
      }
    }
  }

  @Test
  void optimizingLeavesOneSegmentWithoutDeletedVectors() throws IOException {
    float[] vectors = Vectors.clustered(900, 16, 5, 1);
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(16), GraphOptions.DEFAULT)) {
      for (int i = 0; i < 900; i += 100) {
        index.add(Vectors.named(vectors, 16).subList(i, i + 100));
        index.delete(List.of(String.format(Locale.ROOT, "%06d", i)));
        index.commit();
      }
      index.optimize();
      try (Directory directory = FSDirectory.open(folder);
          DirectoryReader reader = DirectoryReader.open(directory)) {
        assertThat(reader.leaves()).hasSize(1);
        assertThat(reader.maxDoc()).isEqualTo(891);
      }
    }
  }
}
