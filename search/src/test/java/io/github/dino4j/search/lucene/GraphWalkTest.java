package io.github.dino4j.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.NeighborQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search of a graph, against Lucene's of the same graph. */
class GraphWalkTest {
  private static final int DIM = 64;
  private static final int COUNT = 21_000;
  private static final int EF = 30;

  @TempDir Path folder;

  @Test
  void findsWhatLucenesSearchFinds() throws IOException {
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(DIM), GraphOptions.DEFAULT)) {
      index.add(Vectors.named(Vectors.clustered(COUNT, DIM, 140, 5), DIM));
      index.optimize();
    }
    float[] queries = UnitVectors.of(Vectors.clustered(100, DIM, 140, 6), DIM);
    try (Directory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      LeafReader segment = reader.leaves().getFirst().reader();
      SegmentGraph graph = SegmentGraph.of(segment);
      assertThat(graph.size()).isEqualTo(COUNT);
      assertThat(SegmentGraph.of(segment)).isSameAs(graph);
      // The second time neighbours come out of the table.
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 100; i++) {
          float[] query = Arrays.copyOfRange(queries, i * DIM, (i + 1) * DIM);
          assertThat(found(graph, query, null)).isEqualTo(lucenes(reader, query));
        }
      }
    }
  }

  @Test
  void passesOverWhatIsNotAcceptedAndKeepsItsLimit() throws IOException {
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(DIM), GraphOptions.DEFAULT)) {
      index.add(Vectors.named(Vectors.clustered(COUNT, DIM, 140, 5), DIM));
      index.optimize();
    }
    float[] query = UnitVectors.of(Vectors.clustered(1, DIM, 140, 6), DIM);
    Bits even =
        new Bits() {
          @Override
          public boolean get(int vector) {
            return vector % 2 == 0;
          }

          @Override
          public int length() {
            return COUNT;
          }
        };
    try (Directory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      SegmentGraph graph = SegmentGraph.of(reader.leaves().getFirst().reader());

      assertThat(found(graph, query, even)).hasSize(EF).allMatch(even::get);
      assertThat(new GraphWalk(graph, graph.scorer(query), EF, even, EF).best()).isNull();
    }
  }

  private static List<Integer> found(SegmentGraph graph, float[] query, @Nullable Bits accepted)
      throws IOException {
    NeighborQueue best =
        Objects.requireNonNull(
            new GraphWalk(graph, graph.scorer(query), EF, accepted, COUNT).best());
    return IntStream.generate(best::pop).limit(best.size()).sorted().boxed().toList();
  }

  private static List<Integer> lucenes(DirectoryReader reader, float[] query) throws IOException {
    KnnFloatVectorQuery search = new KnnFloatVectorQuery(VectorDocument.VECTOR, query, EF);
    return Arrays.stream(new IndexSearcher(reader).search(search, EF).scoreDocs)
        .map(found -> found.doc)
        .sorted()
        .toList();
  }
}
