package io.github.dino4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.model.catalogue.DemoModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchAccuracyTest {
  private static final int SIDE = 168;

  @Test
  void aViewMatchesItselfBetterThanAnotherView() {
    MatchAccuracy.Pair views = MatchAccuracy.pairs(1).getFirst();
    MatchAccuracy.Score self = score(new MatchAccuracy.Pair(views.a(), views.a()));
    assertThat(self.matches()).isGreaterThan(20);
    // A patch of the sky has no right match.
    assertThat(self.share()).isGreaterThan(0.8);
    assertThat(score(views).share()).isLessThan(self.share());
  }

  private static MatchAccuracy.Score score(MatchAccuracy.Pair pair) {
    return MatchAccuracy.of(DemoModel.NAME, List.of(pair), SIDE);
  }
}
