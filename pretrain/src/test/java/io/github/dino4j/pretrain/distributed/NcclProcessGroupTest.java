package io.github.dino4j.pretrain.distributed;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.torch.ComputeDevice;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;

/** Two threads, each on a GPU of its own. */
class NcclProcessGroupTest extends ProcessesContract {
  @BeforeAll
  static void needsTwoGpus() {
    assumeTrue(ComputeDevice.cudaIsAvailable(), "skipped: no CUDA device");
    assumeTrue(torch.cuda_device_count() > 1, "skipped: one CUDA device, two are needed");
  }

  @Override
  <T> List<T> run(Function<ProcessGroup, T> work) {
    return Pair.run(
        rendezvous -> {
          ComputeDevice.CUDA.select(rendezvous.rank());
          return NcclProcessGroup.join(rendezvous);
        },
        work);
  }
}
