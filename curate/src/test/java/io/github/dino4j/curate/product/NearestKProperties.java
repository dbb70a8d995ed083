package io.github.dino4j.curate.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.curate.VectorBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NearestKProperties {
  /** Small whole numbers: products are exact, and many are equal. */
  private static VectorBlock grid(int size, SplittableRandom random) {
    float[] values = new float[size * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-2, 3);
    }
    return new VectorBlock(values, 4);
  }

  @Property(tries = 60)
  void isThatOfSortingAllHoweverTheyAreCut(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 150) int size,
      @ForAll @IntRange(min = 1, max = 9) int k) {
    SplittableRandom random = new SplittableRandom(seed);
    VectorBlock pool = grid(size, random);
    VectorBlock queries = grid(70, random);
    List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    int cut = random.nextInt(size + 1);
    NearestK whole = new NearestK(70, k);
    NearestK merged = new NearestK(70, k);
    search(whole, queries, pool, IntStream.range(0, size).boxed().toList());
    for (List<Integer> part : List.of(order.subList(0, cut), order.subList(cut, size))) {
      NearestK its = new NearestK(70, k);
      search(its, queries, pool, part);
      merged.merge(its);
    }
    for (int query = 0; query < 70; query++) {
      int its = query;
      long[] expected =
          IntStream.range(0, size)
              .boxed()
              .sorted((a, b) -> {
                int byProduct =
                    Double.compare(queries.dot(its, pool, b), queries.dot(its, pool, a));
                return byProduct != 0 ? byProduct : a - b;
              })
              .limit(k)
              .mapToLong(i -> 10L * i)
              .toArray();
      assertThat(whole.ids(query)).isEqualTo(expected);
      assertThat(merged.ids(query)).isEqualTo(expected);
      assertThat(merged.scores(query)).isEqualTo(whole.scores(query));
    }
  }

  private static void search(
      NearestK nearest, VectorBlock queries, VectorBlock pool, List<Integer> part) {
    int[] numbers = part.stream().mapToInt(i -> i).toArray();
    long[] ids = part.stream().mapToLong(i -> 10L * i).toArray();
    nearest.search(queries, pool.select(numbers), ids);
  }
}
