package io.github.dino4j.curate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SeededOrderProperties {
  @Property(tries = 200)
  void aLargerSampleHoldsTheSmallerOne(
      @ForAll long seed,
      @ForAll @IntRange(max = 300) int bound,
      @ForAll @IntRange(max = 300) int n) {
    SeededOrder order = new SeededOrder(seed);
    int[] sample = order.sample(bound, n);
    assertThat(sample).hasSize(Math.min(bound, n)).isSorted().doesNotHaveDuplicates();
    assertThat(Arrays.stream(order.sample(bound, n + 1)).boxed().toList())
        .containsAll(Arrays.stream(sample).boxed().toList());
  }

  @Property(tries = 50)
  void aSampleIsThoseWithTheLeastKeys(@ForAll long seed, @ForAll @IntRange(max = 60) int n) {
    SeededOrder order = new SeededOrder(seed);
    int[] all = order.sample(60, 60);
    int[] least = Arrays.copyOf(order.sorted(all), n);
    Arrays.sort(least);
    assertThat(order.sample(60, n)).isEqualTo(least);
  }

  /** Of 64 bits of 20,000 keys each is set in half: within five standard deviations. */
  @Property(tries = 20)
  void keysAreEven(@ForAll long seed) {
    SeededOrder order = new SeededOrder(seed);
    int[] set = new int[64];
    for (int i = 0; i < 20_000; i++) {
      long key = order.key(i);
      for (int bit = 0; bit < 64; bit++) {
        set[bit] += (int) (key >>> bit & 1);
      }
    }
    assertThat(Arrays.stream(set).boxed().toList())
        .allSatisfy(count -> assertThat(count).isBetween(9_646, 10_354));
  }
}
