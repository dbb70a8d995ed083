package io.github.dino4j.search.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommitTest {
  private static final Duration KEPT = Duration.ofMinutes(10);

  /** However often commits come: what can be read is kept, and the record stays small. */
  @Test
  void whatWasReplacedWithinTheTimeCanBeRead() {
    Random random = new Random(1);
    Map<Long, Long> replaced = new HashMap<>(); // generation, when the next one came
    Commit commit = Commit.first(KEPT);
    long now = 1_000_000_000_000L;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(50);
      replaced.put(commit.generation(), now);
      commit = commit.next(now);
      assertThat(commit.generation()).isEqualTo(i + 1);
      assertThat(commit.recent()).hasSizeLessThan(110);
      for (long early = Math.max(0, commit.oldest() - 3); early < commit.generation(); early++) {
        Long gone = replaced.get(early);
        if (gone != null && gone + KEPT.toMillis() > now) {
          assertThat(commit.oldest()).isLessThanOrEqualTo(early);
          break;
        }
      }
    }
    // A while later nothing of it is kept.
    commit = commit.next(now + 3 * KEPT.toMillis()).next(now + 6 * KEPT.toMillis());
    assertThat(commit.oldest()).isEqualTo(commit.generation() - 1);
    assertThat(commit.recent()).hasSize(1);
  }

  @Test
  void whatIsNotKeptGoesAtOnce() {
    Commit commit = Commit.first(Duration.ZERO).next(5).next(5);
    assertThat(commit.generation()).isEqualTo(2);
    assertThat(commit.oldest()).isEqualTo(2);
  }

  @Test
  void comesBackFromJson() {
    Commit commit = Commit.first(KEPT).next(5).next(700_000).next(1_000_000);
    assertThat(Commit.of(Json.object(Json.compact(commit.json()).getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(commit);
    assertThatThrownBy(() -> Commit.of(Map.of()))
        .isInstanceOf(DinoException.class)
        .hasMessage("its last commit has no generation");
  }
}
