package io.github.dino4j.model.frozen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunksTest {
  @ParameterizedTest
  @CsvSource({"257,8,2", "257,1,2", "257,1,64", "5,1,2", "1,1,1", "1370,8,2", "10,3,4"})
  void piecesCoverAllTokensInOrder(int tokens, int images, int pieces) {
    Chunks chunks = Chunks.of(tokens, images, pieces);
    int next = 0;
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      assertThat(chunks.first(chunk)).isEqualTo(next);
      assertThat(chunks.rows(chunk)).isPositive();
      assertThat(chunks.sizes()).contains(chunks.rows(chunk));
      next += chunks.rows(chunk);
    }
    assertThat(next).isEqualTo(tokens);
    assertThat(IntStream.range(0, chunks.count()).map(chunks::rows).max())
        .hasValue(chunks.mostRows());
  }

  @ParameterizedTest
  @CsvSource({"257,8,2,2", "257,1,4,4", "257,1,2,2", "5,1,2,1"})
  void aSingleImageIsCutFinerThanABatch(int tokens, int images, int pieces, int count) {
    assertThat(Chunks.of(tokens, images, pieces).count()).isEqualTo(count);
  }
}
