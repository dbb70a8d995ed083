package io.github.dino4j.benchmarks;

import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.Neighbours;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.exact.ExactVectorIndex;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.lucene.GraphOptions;
import io.github.dino4j.search.lucene.LuceneIndex;
import io.github.dino4j.search.remote.RemoteIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The kinds of indexes side by side, those in folders and those on servers: how long the same
 * vectors take to load, and how many queries a second are answered, one at a time and in batches.
 */
public final class IndexSpeed {
  private static final int DIM = 384;
  private static final int CLUSTERS = 200;
  private static final int QUERIES = 500;
  private static final int BATCH = 50;
  private static final int K = 10;
  private static final int AT_ONCE = 1_000;

  private final List<IndexedVector> vectors;
  private final float[] queries;
  private final List<Neighbours> truth;

  private IndexSpeed(int size) {
    float[] rows = clustered(size, 1);
    vectors = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[] row = Arrays.copyOfRange(rows, i * DIM, (i + 1) * DIM);
      vectors.add(new IndexedVector("" + i, row, Map.of("tenth", i % 10)));
    }
    queries = clustered(QUERIES, 2);
    truth = new ExactIndex(rows, DIM).search(queries, K);
  }

  /** Around centres of a normal distribution: {@code [count, dim]}. */
  private static float[] clustered(int count, long seed) {
    Random centre = new Random(0);
    float[] centres = new float[CLUSTERS * DIM];
    IntStream.range(0, centres.length).forEach(i -> centres[i] = (float) centre.nextGaussian());
    Random random = new Random(seed);
    float[] rows = new float[count * DIM];
    for (int i = 0; i < count; i++) {
      int cluster = random.nextInt(CLUSTERS);
      for (int d = 0; d < DIM; d++) {
        rows[i * DIM + d] = centres[cluster * DIM + d] + 0.7f * (float) random.nextGaussian();
      }
    }
    return rows;
  }

  /**
   * @param arguments number of vectors, then URLs of indexes that are not there yet
   */
  public static void main(String[] arguments) throws IOException {
    IndexSpeed speed = new IndexSpeed(Integer.parseInt(arguments[0]));
    Path folder = Files.createTempDirectory("indexes");
    System.out.println("| index | load s | queries/s | in batches | with a filter | recall@10 |");
    System.out.println("|---|---|---|---|---|---|");
    speed.measure("exact", made -> ExactVectorIndex.create(folder.resolve("exact"), made));
    speed.measure(
        "Lucene", made -> LuceneIndex.create(folder.resolve("lucene"), made, GraphOptions.DEFAULT));
    for (String url : Arrays.asList(arguments).subList(1, arguments.length)) {
      String kind = url.substring(0, url.indexOf(':'));
      speed.measure(kind, made -> RemoteIndex.create(url, made));
    }
  }

  private void measure(String name, Function<IndexDescription, VectorIndex> create) {
    IndexDescription description = new IndexDescription(DIM, "synthetic", "none", "none", "cls");
    long start = System.nanoTime();
    try (VectorIndex index = create.apply(description)) {
      for (int i = 0; i < vectors.size(); i += AT_ONCE) {
        index.add(vectors.subList(i, Math.min(i + AT_ONCE, vectors.size())));
      }
      index.commit();
      index.optimize();
      double load = seconds(start);
      SearchOptions all = SearchOptions.nearest(K);
      search(index, all, 1); // warm
      double single = rate(index, all, 1);
      double batch = rate(index, all, BATCH);
      double filtered = rate(index, all.where(Filter.parse("tenth = 3")), 1);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %.0f | %.0f | %.0f | %.3f |%n",
          name,
          load,
          single,
          batch,
          filtered,
          recall(search(index, all, BATCH)));
    }
  }

  private double rate(VectorIndex index, SearchOptions options, int batch) {
    long start = System.nanoTime();
    search(index, options, batch);
    return QUERIES / seconds(start);
  }

  private List<List<Hit>> search(VectorIndex index, SearchOptions options, int batch) {
    List<List<Hit>> found = new ArrayList<>();
    for (int i = 0; i < QUERIES; i += batch) {
      float[] some = Arrays.copyOfRange(queries, i * DIM, (i + batch) * DIM);
      found.addAll(index.search(some, options));
    }
    return found;
  }

  private double recall(List<List<Hit>> found) {
    long right = 0;
    for (int query = 0; query < QUERIES; query++) {
      int[] nearest = truth.get(query).index();
      right +=
          found.get(query).stream()
              .mapToInt(hit -> Integer.parseInt(hit.id()))
              .filter(row -> Arrays.stream(nearest).anyMatch(each -> each == row))
              .count();
    }
    return (double) right / QUERIES / K;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
