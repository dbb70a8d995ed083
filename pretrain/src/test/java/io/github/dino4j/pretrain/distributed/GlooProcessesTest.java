package io.github.dino4j.pretrain.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.Tensors;
import java.time.Duration;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GlooProcessesTest {
  private static Tensor pair(float first, float second) {
    return Tensors.of(new float[] {first, second}, 2);
  }

  @Test
  void bothHoldTheSum() {
    List<float[]> sums =
        Pair.run(processes -> {
          Tensor early = pair(1 + processes.rank(), 10);
          Processes.Pending pending = processes.beginSum(early);
          Tensor late = processes.sum(pair(100, processes.rank()));
          pending.await();
          return Tensors.toFloats(early.add(late));
        });
    assertThat(sums).allSatisfy(sum -> assertThat(sum).containsExactly(203, 21));
  }

  @Test
  void bothTakeTheTensorOfTheFirst() {
    List<float[]> tensors =
        Pair.run(processes -> Tensors.toFloats(processes.broadcast(pair(processes.rank(), 5))));
    assertThat(tensors).allSatisfy(tensor -> assertThat(tensor).containsExactly(0, 5));
  }

  @Test
  void whatOneIsToldBothHear() {
    assertThat(Pair.run(processes -> processes.any(processes.rank() == 1)))
        .containsExactly(true, true);
    assertThat(Pair.run(processes -> processes.any(false))).containsExactly(false, false);
  }

  @Test
  void whoComesAloneSaysSo() {
    Rendezvous alone = new Rendezvous("127.0.0.1", 1, 2, 1, null, Duration.ofSeconds(1));
    assertThatThrownBy(() -> GlooProcesses.join(alone))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("process 1 of 2 did not meet the others at 127.0.0.1:1 within 1 s");
  }
}
