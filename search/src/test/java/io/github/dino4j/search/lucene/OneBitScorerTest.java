package io.github.dino4j.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorScorer;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bits say of two vectors, against Lucene's own scorer on the same codes. */
class OneBitScorerTest {
  private static final int COUNT = 150;
  private static final FlatVectorsScorer FLOATS =
      FlatVectorScorerUtil.getLucene99FlatVectorsScorer();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {3, 64, 128, 192, 384, 1100})
  void equalsLucenes(int dim) throws IOException {
    try (LuceneIndex index =
        LuceneIndex.create(folder, Vectors.described(dim), GraphOptions.DEFAULT)) {
      index.add(Vectors.named(Vectors.clustered(COUNT, dim, 5, 1), dim));
      index.commit();
      index.optimize();
    }
    float[] query = UnitVectors.of(Vectors.clustered(1, dim, 5, 2), dim);
    int[] numbers = {7, 0, COUNT - 1, 31, 31, 64};
    try (Directory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      QuantizedByteVectorValues codes = codes((CodecReader) reader.leaves().getFirst().reader());
      RandomVectorScorer scorer =
          new OneBitScorer(FLOATS)
              .getRandomVectorScorer(VectorSimilarityFunction.DOT_PRODUCT, codes, query);
      RandomVectorScorer expected =
          new Lucene104ScalarQuantizedVectorScorer(FLOATS)
              .getRandomVectorScorer(VectorSimilarityFunction.DOT_PRODUCT, codes.copy(), query);

      // Codes that are no whole words of 64 bits are left to Lucene.
      assertThat(scorer.getClass().getName().startsWith(OneBitScorer.class.getName()))
          .isEqualTo(dim % Long.SIZE == 0);
      float[] scores = new float[numbers.length];
      float[] wanted = new float[numbers.length];
      for (int i = 0; i < numbers.length; i++) {
        wanted[i] = expected.score(numbers[i]);
        assertThat(scorer.score(numbers[i])).isCloseTo(wanted[i], within());
      }
      float most = scorer.bulkScore(numbers, scores, numbers.length);
      assertThat(scores).containsExactly(wanted, within());
      assertThat(most).isEqualTo(maximum(scores));
    }
  }

  /** The same sums in another order. */
  private static Offset<Float> within() {
    return Offset.offset(1e-5f);
  }

  private static float maximum(float[] scores) {
    float[] rising = scores.clone();
    Arrays.sort(rising);
    return rising[rising.length - 1];
  }

  private static QuantizedByteVectorValues codes(CodecReader segment) throws IOException {
    var format = (PerFieldKnnVectorsFormat.FieldsReader) segment.getVectorReader();
    var graph = (Lucene99HnswVectorsReader) format.getFieldReader(VectorDocument.VECTOR);
    return (QuantizedByteVectorValues) graph.getQuantizedVectorValues(VectorDocument.VECTOR);
  }
}
