package io.github.dino4j.pretrain.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.torch.Tensors;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What two processes do together by any implementation, with tensors on their device. */
@Timeout(60)
abstract class ProcessesContract {
  /** What each of two processes returned, in order of rank; each runs in an open scope. */
  abstract <T> List<T> run(Function<ProcessGroup, T> work);

  /** On the device of the processes. */
  private static Tensor pair(ProcessGroup processes, float first, float second) {
    Tensor pair = Tensors.of(new float[] {first, second}, 2);
    return pair.to(processes.device().toTorch(), ScalarType.Float);
  }

  @Test
  void bothHoldTheSum() {
    List<float[]> sums =
        run(processes -> {
          Tensor early = pair(processes, 1 + processes.rank(), 10);
          ProcessGroup.Pending pending = processes.beginSum(early);
          Tensor late = processes.sum(pair(processes, 100, processes.rank()));
          pending.await();
          return Tensors.toFloats(early.add(late));
        });
    assertThat(sums).allSatisfy(sum -> assertThat(sum).containsExactly(203, 21));
  }

  @Test
  void numbersOnTheProcessorAreSummedToo() {
    List<Float> sums =
        run(processes -> processes.sum(Tensors.of(new float[] {processes.rank()}, 1)).item_float());
    assertThat(sums).containsExactly(1f, 1f);
  }

  @Test
  void bothTakeTheTensorOfTheFirst() {
    List<float[]> tensors =
        run(processes ->
            Tensors.toFloats(processes.broadcast(pair(processes, processes.rank(), 5))));
    assertThat(tensors).allSatisfy(tensor -> assertThat(tensor).containsExactly(0, 5));
  }

  @Test
  void whatOneIsToldBothHear() {
    assertThat(run(processes -> processes.any(processes.rank() == 1))).containsExactly(true, true);
    assertThat(run(processes -> processes.any(false))).containsExactly(false, false);
  }
}
