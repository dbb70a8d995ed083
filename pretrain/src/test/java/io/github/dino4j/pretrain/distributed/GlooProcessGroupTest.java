package io.github.dino4j.pretrain.distributed;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GlooProcessGroupTest extends ProcessesContract {
  @Override
  <T> List<T> run(Function<ProcessGroup, T> work) {
    return Pair.run(work);
  }

  @Test
  void whoComesAloneSaysSo() {
    Rendezvous alone = new Rendezvous("127.0.0.1", 1, 2, 1, null, Duration.ofSeconds(1));
    assertThatThrownBy(() -> GlooProcessGroup.join(alone))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("process 1 of 2 did not meet the others at 127.0.0.1:1 within 1 s");
  }
}
