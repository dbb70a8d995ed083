package io.github.dino4j.curate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ApportionmentProperties {
  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(x -> x).toArray();
  }

  @Property
  void sharesAddUpAndFit(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(max = 1e6) Double> weights,
      @ForAll @IntRange(max = 3000) int total,
      @ForAll @IntRange(max = 500) int room) {
    int[] rooms = new int[weights.size()];
    Arrays.setAll(rooms, i -> room / (i + 1));
    int[] shares = Apportionment.byWeights(array(weights), rooms, total);
    assertThat(Arrays.stream(shares).sum()).isEqualTo(Math.min(total, Arrays.stream(rooms).sum()));
    for (int i = 0; i < shares.length; i++) {
      assertThat(shares[i]).isBetween(0, rooms[i]);
    }
  }

  /** With room for all, nobody is further from the exact share than one. */
  @Property
  void sharesAreByWeight(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 1, max = 100) Double> weights,
      @ForAll @IntRange(max = 3000) int total) {
    int[] rooms = new int[weights.size()];
    Arrays.fill(rooms, total);
    int[] shares = Apportionment.byWeights(array(weights), rooms, total);
    double sum = weights.stream().mapToDouble(x -> x).sum();
    for (int i = 0; i < shares.length; i++) {
      assertThat(Math.abs(shares[i] - total * weights.get(i) / sum)).isLessThan(1 + 1e-6);
    }
  }

  @Test
  void byHand() {
    double[] weights = {5, 3, 2, 0};
    int[] room = {100, 1, 100, 100};
    assertThat(Apportionment.byWeights(weights, room, 10)).containsExactly(6, 1, 3, 0);
    assertThat(Apportionment.byWeights(new double[4], room, 10)).containsExactly(3, 1, 3, 3);
    assertThat(Apportionment.byWeights(weights, room, 1000)).containsExactly(100, 1, 100, 100);
  }
}
