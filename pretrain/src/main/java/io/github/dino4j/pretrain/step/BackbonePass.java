package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Tensors;
import java.util.List;
import java.util.function.Consumer;

/**
 * The student's backbone run forward, and waiting to be run backward. The graph is cut at the final
 * tokens: the heads go forward and backward first, on leaves, and their memory is free again when
 * the backbone's turn comes.
 */
interface BackbonePass {
  /** Tokens by crop size, detached, collecting gradients. */
  List<Tokens> tokens();

  /** From the gradients of {@link #tokens} to those of the parameters. */
  void backward();

  /** How a student's backbone may run. */
  sealed interface Way {
    /** By autograd, every activation kept. */
    record Graph() implements Way {}

    /** By autograd, recomputed in so many parts. */
    record Checkpointed(int segments) implements Way {}

    /**
     * Without a graph.
     *
     * @param finished is told the names of parameters whose gradients autograd knows nothing of
     */
    record Stacked(BlockStack stack, Consumer<String> finished) implements Way {}
  }

  static BackbonePass run(
      VisionTransformer backbone, List<Crops> crops, ForwardMode mode, Way way) {
    return switch (way) {
      case Way.Graph() -> Whole.run(backbone, crops, mode);
      case Way.Checkpointed(int segments) ->
          CheckpointedPass.run(new CheckpointedPass.Stages(backbone, mode, segments), crops);
      case Way.Stacked stacked -> StackedPass.run(stacked, backbone, crops, mode);
    };
  }

  /** Cuts the graph behind {@code tokens}. */
  static List<Tokens> leaves(List<Tokens> tokens) {
    return tokens.stream()
        .map(some ->
            new Tokens(
                some.norm().detach().set_requires_grad(true),
                some.prenorm().detach(),
                some.registers()))
        .toList();
  }

  static void backward(List<Tokens> graph, List<Tokens> leaves) {
    Ops.backward(
        graph.stream().map(Tokens::norm).toList(),
        leaves.stream().map(leaf -> Tensors.gradient(leaf.norm())).toList());
  }

  /** Every activation stays until the backward pass. */
  record Whole(List<Tokens> graph, List<Tokens> tokens) implements BackbonePass {
    static Whole run(VisionTransformer backbone, List<Crops> crops, ForwardMode mode) {
      List<Tokens> graph = backbone.forward(crops, mode);
      return new Whole(graph, leaves(graph));
    }

    @Override
    public void backward() {
      BackbonePass.backward(graph, tokens);
    }
  }
}
