package io.github.dino4j.curate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.sample.Mixture.Portion;
import io.github.dino4j.curate.sample.Mixture.Source;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MixtureTest {
  private static Source source(String name, double weight, long first, long end) {
    return new Source(name, weight, LongStream.range(first, end).toArray());
  }

  @Test
  void mixesByWeightsAndSaysWhatIsMissing() {
    List<Portion> portions =
        new Mixture(1)
            .mix(
                List.of(
                    source("retrieval", 2, 0, 1000),
                    source("clusters", 1, 500, 2000),
                    source("given", 1, 3000, 3010)),
                101);
    assertThat(portions.stream().map(portion -> portion.ids().length))
        .containsExactly(51, 25, 10); // of 50.5, 25.25 and 25.25
    assertThat(portions.stream().map(Portion::missing)).containsExactly(0L, 0L, 15L);
    long[] all = portions.stream().flatMapToLong(its -> Arrays.stream(its.ids())).toArray();
    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void anImageOfSeveralSourcesCountsOnce() {
    List<Portion> portions =
        new Mixture(1).mix(List.of(source("a", 1, 0, 10), source("b", 1, 0, 12)), 20);
    assertThat(portions.get(0).ids()).hasSize(10);
    assertThat(portions.get(1))
        .satisfies(its -> {
          assertThat(its.ids()).containsExactly(10, 11);
          assertThat(its.missing()).isEqualTo(8);
        });
  }

  @Test
  void refusesWeightsThatAreNone() {
    assertThatThrownBy(() -> source("a", 0, 0, 1))
        .isInstanceOf(DinoException.class)
        .hasMessage("the source 'a' has the weight 0.0: use one above 0");
  }
}
