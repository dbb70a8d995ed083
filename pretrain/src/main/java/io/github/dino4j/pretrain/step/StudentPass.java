package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.torch.HostMemory;
import io.github.dino4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * The student on a batch, forward and backward: all crops in one packed pass through the backbone,
 * the heads on CLS tokens and masked patches alone (forward_backward of train/ssl_meta_arch.py).
 */
record StudentPass(Network student, LossPlan plan, ForwardMode mode, BackbonePass.Way way) {
  /**
   * Adds the gradients of the losses, times {@code share}, to the student's.
   *
   * @param inputs with the share of this batch in the step
   * @param headsAreDone runs between the backward passes of heads and backbone
   */
  Losses run(LossPass.Inputs inputs, Runnable headsAreDone) {
    Batch batch = inputs.batch();
    BackbonePass pass = BackbonePass.run(student.backbone(), crops(batch), mode, way);
    // Twice a pass, where most is alive: pages cost more to get back than memory.
    trimMemory(batch);
    Losses losses = throughHeads(pass.tokens(), inputs);
    trimMemory(batch);
    headsAreDone.run();
    pass.backward();
    return losses;
  }

  /** A GPU's memory is not malloc's, and neither is that of a stack of blocks. */
  private void trimMemory(Batch batch) {
    if (batch.globalCrops().is_cpu() && !(way instanceof BackbonePass.Way.Stacked)) {
      HostMemory.trim();
    }
  }

  private static List<Crops> crops(Batch batch) {
    List<Crops> crops = new ArrayList<>();
    crops.add(new Crops(batch.globalCrops(), batch.hidden()));
    if (batch.localCrops() != null) {
      crops.add(new Crops(batch.localCrops(), null));
    }
    return crops;
  }

  /**
   * A scope of its own, so that logits and head activations are gone before the backbone's turn.
   */
  private Losses throughHeads(List<Tokens> tokens, LossPass.Inputs inputs) {
    try (Scope scope = Scope.open()) {
      return new LossPass(student, plan, mode.type()).run(tokens, inputs);
    }
  }
}
