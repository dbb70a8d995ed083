package io.github.dino4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.Neighbours;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.remote.RemoteIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search by the graph finds, with a filter and without. */
class PostgresGraphTest {
  private static final int DIM = 16;
  private static final int SIZE = 3 * Tables.FEW;
  private static final int K = 10;

  @TempDir Path folder;

  @Test
  void theGraphFindsTheNearest() {
    String url = TestServer.name(folder);
    float[] vectors = Vectors.clustered(SIZE, DIM, 40, 3);
    float[] queries = Vectors.clustered(40, DIM, 40, 4);
    try (RemoteIndex index =
        RemoteIndex.create(TestServer.store(url), Vectors.described(DIM), RemoteIndex.KEPT)) {
      List<IndexedVector> all = new ArrayList<>();
      for (IndexedVector each : Vectors.named(vectors, DIM)) {
        int number = Integer.parseInt(each.id());
        all.add(
            new IndexedVector(
                each.id(), each.vector(), Map.of("half", number % 2, "rare", number % 5_000)));
      }
      index.add(all);
      index.commit();
      index.optimize();
      assertThat(
              TestServer.execute(
                  "SELECT count(*) FROM pg_indexes WHERE indexname = '%s_graph'"
                      .formatted(url.replaceAll(".*/", ""))))
          .isEqualTo(1);

      assertThat(recall(index, SearchOptions.nearest(K), vectors, queries, 1))
          .isGreaterThanOrEqualTo(0.98);
      assertThat(
              recall(
                  index,
                  SearchOptions.nearest(K).where(Filter.parse("half = 1")),
                  vectors,
                  queries,
                  2))
          .isGreaterThanOrEqualTo(0.98);
      // Six are left, fewer than are asked for: all come, in order.
      List<Hit> rare =
          index
              .search(
                  Arrays.copyOf(queries, DIM),
                  SearchOptions.nearest(K).where(Filter.parse("rare = 4321")))
              .getFirst();
      assertThat(rare).hasSize(SIZE / 5_000).isSortedAccordingTo(Hit.ORDER);
    }
    TestServer.execute("DROP TABLE %1$s, %1$s_commit".formatted(url.replaceAll(".*/", "")));
  }

  /** Among every second vector from the second on, or among all. */
  private static double recall(
      RemoteIndex index, SearchOptions options, float[] vectors, float[] queries, int step) {
    float[] among = new float[vectors.length / step];
    for (int i = 0; i < among.length / DIM; i++) {
      System.arraycopy(vectors, (i * step + step - 1) * DIM, among, i * DIM, DIM);
    }
    List<Neighbours> truth = new ExactIndex(among, DIM).search(queries, K);
    List<List<Hit>> found = index.search(queries, options);
    int right = 0;
    for (int query = 0; query < found.size(); query++) {
      assertThat(found.get(query)).hasSize(K);
      int[] nearest = truth.get(query).index();
      right +=
          (int)
              found.get(query).stream()
                  .mapToInt(hit -> (Integer.parseInt(hit.id()) - step + 1) / step)
                  .filter(row -> Arrays.stream(nearest).anyMatch(each -> each == row))
                  .count();
    }
    return (double) right / found.size() / K;
  }
}
