package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps only what enters each segment of blocks; the backward pass runs every segment again, with
 * the same random draws, so gradients are those of the whole pass bit for bit. Patch embedding and
 * final norm are kept.
 */
final class CheckpointedPass implements BackbonePass {
  private final Stages stages;
  private final List<Tensor> embedded;
  private final List<Segment> segments;
  private final List<Tensor> last; // leaves: the tokens behind the last block
  private final List<Tokens> graph;
  private final List<Tokens> tokens;

  /** How the backbone is cut. */
  record Stages(VisionTransformer backbone, ForwardMode mode, int count) {
    private int depth() {
      return backbone.config().depth();
    }

    private int first(int segment) {
      return segment * depth() / Math.min(count, depth());
    }

    private int size() {
      return Math.min(count, depth());
    }
  }

  /** What enters blocks {@code from} to {@code to}, and the state of the random draws there. */
  private record Segment(int from, int to, List<Tensor> input, @Nullable Tensor draws) {}

  private CheckpointedPass(
      Stages stages, List<Tensor> embedded, List<Segment> segments, List<Tensor> last) {
    this.stages = stages;
    this.embedded = embedded;
    this.segments = segments;
    this.last = last;
    graph = stages.backbone().finish(last);
    tokens = BackbonePass.leaves(graph);
  }

  static CheckpointedPass run(Stages stages, List<Crops> crops) {
    List<Tensor> embedded = stages.backbone().embed(crops, stages.mode());
    List<Segment> segments = new ArrayList<>();
    List<Tensor> x = detached(embedded);
    try (NoGradGuard guard = new NoGradGuard()) {
      for (int i = 0; i < stages.size(); i++) {
        Segment segment = new Segment(stages.first(i), stages.first(i + 1), x, draws(stages));
        segments.add(segment);
        x = forward(stages, segment, x);
      }
    }
    return new CheckpointedPass(stages, embedded, segments, leaves(x));
  }

  private static List<Tensor> forward(Stages stages, Segment segment, List<Tensor> input) {
    try (Scope scope = Scope.open()) {
      return stages
          .backbone()
          .forwardBlocks(input, segment.from(), segment.to(), stages.mode())
          .stream()
          .map(scope::hand)
          .toList();
    }
  }

  private static @Nullable Tensor draws(Stages stages) {
    Generator generator = stages.mode().generator();
    return generator == null ? null : generator.get_state();
  }

  @Override
  public List<Tokens> tokens() {
    return tokens;
  }

  @Override
  public void backward() {
    BackbonePass.backward(graph, tokens);
    Tensor after = draws(stages);
    List<Tensor> gradients = gradients(last);
    for (Segment segment : segments.reversed()) {
      gradients = backward(segment, gradients);
    }
    Ops.backward(embedded, gradients);
    restore(after);
  }

  private List<Tensor> backward(Segment segment, List<Tensor> gradients) {
    restore(segment.draws());
    List<Tensor> input = leaves(segment.input());
    try (Scope scope = Scope.open()) {
      List<Tensor> output =
          stages.backbone().forwardBlocks(input, segment.from(), segment.to(), stages.mode());
      Ops.backward(output, gradients);
      return gradients(input).stream().map(scope::hand).toList();
    }
  }

  private void restore(@Nullable Tensor draws) {
    if (draws != null) {
      Objects.requireNonNull(stages.mode().generator()).set_state(draws);
    }
  }

  private static List<Tensor> detached(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::detach).toList();
  }

  private static List<Tensor> leaves(List<Tensor> tensors) {
    return tensors.stream().map(tensor -> tensor.detach().set_requires_grad(true)).toList();
  }

  private static List<Tensor> gradients(List<Tensor> leaves) {
    return leaves.stream().map(Tensors::gradient).toList();
  }
}
