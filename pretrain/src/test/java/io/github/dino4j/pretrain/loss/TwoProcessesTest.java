package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.pretrain.Closeness.assertClose;

import io.github.dino4j.pretrain.Golden;
import io.github.dino4j.pretrain.centering.Centering;
import io.github.dino4j.pretrain.centering.SinkhornKnopp;
import io.github.dino4j.pretrain.distributed.Pair;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.Targets;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets and centres of two processes, of which the second has fewer masked patches. */
@Timeout(60)
class TwoProcessesTest {
  private static final double TEMPERATURE = 0.07;

  @ParameterizedTest
  @ValueSource(strings = {"dino", "ibot"})
  void targetsEqualTheReference(String loss) {
    var ignored = Pair.run(processes -> check(loss, processes));
  }

  private static boolean check(String loss, ProcessGroup processes) {
    Golden.Fixture golden = Golden.tensors("heads_losses/two_processes");
    String prefix = "rank%d/%s/".formatted(processes.rank(), loss);
    Logits logits = logits(golden.get(prefix + "teacher_output"));
    Tensor sinkhorn = golden.get(prefix + "sinkhorn");
    assertClose(
        prefix,
        all(new SinkhornKnopp(processes).targets(logits, TEMPERATURE), logits),
        sinkhorn,
        1e-6);
    try (Centering centering = new Centering(64, processes)) {
      Targets ignored = centering.targets(logits, TEMPERATURE);
      centering.shareStep();
      centering.finishStep();
      assertClose(prefix, center(centering), golden.get(prefix + "center").view(1, 64), 1e-6);
      assertClose(
          prefix,
          all(centering.targets(logits, TEMPERATURE), logits),
          golden.get(prefix + "centered").view(-1, 64),
          1e-6);
    }
    return true;
  }

  private static Tensor center(Centering centering) {
    return Objects.requireNonNull(centering.state().get("center"));
  }

  private static Tensor all(Targets targets, Logits logits) {
    return targets.rows(0, logits.rows());
  }

  /** Prototypes along the axes make the samples the logits. */
  private static Logits logits(Tensor logits) {
    Tensor rows = logits.view(-1, logits.size(-1));
    return new Logits(rows, torch.eye(rows.size(1)));
  }
}
