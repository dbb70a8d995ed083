package io.github.dino4j.curate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LeastProperties {
  @Property(tries = 200)
  void keepsWhatSortingWouldPutFirst(
      @ForAll @Size(max = 30) List<@IntRange(min = -3, max = 3) Integer> keys,
      @ForAll @IntRange(min = 1, max = 8) int most) {
    Least<Integer> least = new Least<>(most);
    for (int i = 0; i < keys.size(); i++) {
      int place = i;
      least.offer(keys.get(i), () -> place);
    }
    List<Integer> sorted =
        IntStream.range(0, keys.size())
            .boxed()
            .sorted(Comparator.comparing(keys::get)) // stable: of equal keys the earlier first
            .limit(most)
            .toList();
    assertThat(least.values()).isEqualTo(sorted);
    assertThat(least.offered()).isEqualTo(keys.size());
  }
}
