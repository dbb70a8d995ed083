package io.github.dino4j.model.fused;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.attention.AttentionShape;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.layout.FeedForward.Activation;
import io.github.dino4j.model.layout.LinearLayout;
import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Takes tokens through all blocks of a network and gradients back, in fp32 or in bf16 with sums in
 * fp32: what {@link VisionTransformer#forwardBlocks} and autograd do, without a graph. LayerScale
 * and the weights of norms are folded into the matrices, so that norms and residuals are all there
 * is between products.
 *
 * <p>One pass at a time, on one thread; a network and a stack for it have the same configuration.
 * Owns native memory until {@link #close()}.
 */
public final class BlockStack implements AutoCloseable {
  private final StackShape shape;
  private final Arena arena = Arena.ofShared();
  private final Map<GroupKernels.Shape, GroupKernels> groups = new HashMap<>();
  private final Map<GradientKernels.Shape, GradientKernels> gradients = new HashMap<>();
  private final BlockPacking packing;
  private final Tensor queryScale; // [3 * dim]
  private final Tensor ones; // as long as the longest side of a matrix
  private final Tensor zeros;
  private final MatrixGradient.Neutral neutral;
  private @Nullable StackMemory memory;

  /**
   * Why there is no stack for such a network in this precision, on this processor, in words; empty
   * where there is one.
   */
  public static Optional<String> objection(VisionTransformerConfig config, ScalarType type) {
    ElementType stored = elementType(type);
    return stored == null
        ? Optional.of("kernels compute in fp32 and bf16 only")
        : Processor.objection(stored).or(() -> objection(config.block()));
  }

  private static Optional<String> objection(BlockLayout block) {
    boolean known =
        block.feedForward() instanceof FeedForward.Mlp mlp && mlp.activation() == Activation.GELU;
    if (!known) {
      return Optional.of(block.feedForward().words() + " has no kernel");
    }
    if (!block.linears().stream().allMatch(LinearLayout::hasBias)) {
      return Optional.of("a linear layer without bias has no kernel");
    }
    int hidden = block.feedForward().hidden();
    if (block.dim() % LinearShape.TILE != 0 || hidden % LinearShape.TILE != 0) {
      return Optional.of(
          "layers of %d and %d have no kernel, those of multiples of %d have"
              .formatted(block.dim(), hidden, LinearShape.TILE));
    }
    return block.headDim() % AttentionShape.WIDTH_UNIT == 0
        ? Optional.empty()
        : Optional.of(
            "heads of %d have no kernel, those of multiples of %d have"
                .formatted(block.headDim(), AttentionShape.WIDTH_UNIT));
  }

  private static @Nullable ElementType elementType(ScalarType type) {
    return switch (type) {
      case BFloat16 -> ElementType.BF16;
      case Float -> ElementType.FP32;
      default -> null;
    };
  }

  /**
   * @param type what products multiply, {@link ScalarType#BFloat16} or {@link ScalarType#Float}
   * @throws DinoException if there is an {@link #objection} to the network
   */
  public BlockStack(VisionTransformerConfig config, ScalarType type) {
    objection(config, type)
        .ifPresent(reason -> {
          throw new DinoException("no kernels for such a network here: " + reason);
        });
    shape = new StackShape(config, Objects.requireNonNull(elementType(type)));
    packing = new BlockPacking(shape, arena);
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      queryScale = Scope.keep(Tensors.empty(3L * config.dim()).fill_(new Scalar(1.0)));
      ones = Scope.keep(Tensors.empty(shape.widest()).fill_(new Scalar(1.0)));
      zeros = Scope.keep(Tensors.zeros(shape.widest()));
      neutral = new MatrixGradient.Neutral(Tensors.matrix(ones), Tensors.matrix(zeros));
      Tensor ignored =
          queryScale.narrow(0, 0, config.dim()).fill_(new Scalar(1 / Math.sqrt(config.headDim())));
    }
  }

  /**
   * Through all blocks, every sample kept, to be forgotten.
   *
   * @param tokens fp32 {@code [samples, tokens, dim]}, one a crop size, without gaps; changed in
   *     place
   */
  public void infer(VisionTransformer network, List<Tensor> tokens) {
    SampleLayout layout = SampleLayout.of(tokens);
    DropPathRows all = DropPathRows.all(layout);
    Forward forward = forward(layout, tokens, ForwardMode.EVALUATION, 1);
    for (int i = 0; i < shape.config().depth(); i++) {
      forward.run(network, i, new Kept(all, all), forward.memory.block(0), false);
    }
  }

  /**
   * Through all blocks, on the way to {@link Pass#backward}, before which no other pass may run.
   *
   * @param tokens as for {@link #infer}
   * @param mode for stochastic depth, which leaves samples out
   */
  public Pass forward(VisionTransformer network, List<Tensor> tokens, ForwardMode mode) {
    SampleLayout layout = SampleLayout.of(tokens);
    Forward forward = forward(layout, tokens, mode, shape.config().depth());
    List<Kept> kept = new ArrayList<>();
    for (int i = 0; i < shape.config().depth(); i++) {
      kept.add(Kept.draw(layout, mode));
      forward.run(network, i, kept.getLast(), forward.memory.block(i), true);
    }
    return new Pass(network, layout, forward.kernels, kept);
  }

  /** The rows of both branches of a block. */
  private record Kept(DropPathRows attention, DropPathRows feedForward) {
    static Kept draw(SampleLayout layout, ForwardMode mode) {
      if (!mode.dropsPaths()) {
        DropPathRows all = DropPathRows.all(layout);
        return new Kept(all, all);
      }
      return new Kept(DropPathRows.draw(layout, mode), DropPathRows.draw(layout, mode));
    }
  }

  private Forward forward(
      SampleLayout layout, List<Tensor> tokens, ForwardMode mode, int keptBlocks) {
    List<GroupKernels> kernels = new ArrayList<>();
    int rows = 0;
    long attention = 0;
    for (SampleLayout.Group group : layout.groups()) {
      int kept = mode.kept(group.samples());
      GroupKernels.Shape size =
          new GroupKernels.Shape(group.tokens(), (float) group.samples() / kept);
      GroupKernels made = groups.computeIfAbsent(size, key -> GroupKernels.of(key, shape, arena));
      kernels.add(made);
      rows += kept * group.tokens();
      attention = Math.max(attention, made.attentionBytes());
    }
    StackMemory room =
        memory(
            new StackMemory.Size(
                keptBlocks, rows, layout.mostTokens(), attention, ParallelLoop.workers()));
    return new Forward(layout, layout.rows(tokens), kernels, room);
  }

  private StackMemory memory(StackMemory.Size size) {
    StackMemory before = memory;
    if (before != null && before.size().holds(size)) {
      return before;
    }
    StackMemory.Size needed = before == null ? size : size.and(before.size());
    if (before != null) {
      before.close();
    }
    StackMemory made = new StackMemory(shape, needed);
    memory = made;
    return made;
  }

  /** Tokens on their way through the blocks. */
  private final class Forward {
    private final SampleLayout layout;
    private final List<Matrix> tokens;
    private final List<GroupKernels> kernels;
    private final StackMemory memory;

    Forward(
        SampleLayout layout, List<Matrix> tokens, List<GroupKernels> kernels, StackMemory memory) {
      this.layout = layout;
      this.tokens = tokens;
      this.kernels = kernels;
      this.memory = memory;
    }

    /**
     * Through one block, filling {@code activations}, with the activation's derivatives if they are
     * kept.
     */
    void run(
        VisionTransformer network,
        int block,
        Kept kept,
        Activations activations,
        boolean keepsDerivatives) {
      try (Scope scope = Scope.open();
          NoGradGuard guard = new NoGradGuard()) {
        BlockWeights weights = BlockWeights.of(network, block, queryScale);
        Map<BlockMatrix, Matrix> biases = new EnumMap<>(BlockMatrix.class);
        weights
            .layers()
            .forEach((matrix, layer) -> biases.put(matrix, Tensors.matrix(layer.foldedBias())));
        packing.pack(weights, memory, false);
        ParallelLoop.run(
            layout.samples(),
            (worker, sample) -> {
              SampleForward forward =
                  new SampleForward(
                      shape,
                      kernels.get(layout.group(sample)),
                      memory,
                      biases,
                      activations,
                      memory.worker(worker).attention(),
                      tokens.get(sample));
              forward.attend(kept.attention().first()[sample]);
              forward.feedForward(kept.feedForward().first()[sample], keepsDerivatives);
            });
      }
    }
  }

  /** A pass that has gone forward. */
  public final class Pass {
    private final VisionTransformer network;
    private final SampleLayout layout;
    private final List<GroupKernels> kernels;
    private final List<Kept> kept;

    private Pass(
        VisionTransformer network,
        SampleLayout layout,
        List<GroupKernels> kernels,
        List<Kept> kept) {
      this.network = network;
      this.layout = layout;
      this.kernels = kernels;
      this.kept = kept;
    }

    /**
     * From the gradients of the tokens behind the last block to those before the first, in place,
     * and adds those of the parameters to theirs. Once a pass.
     *
     * @param gradients fp32 {@code [samples, tokens, dim]}, one a crop size, without gaps
     * @param finished is told the name of each parameter whose gradient is complete
     */
    public void backward(List<Tensor> gradients, Consumer<String> finished) {
      List<Matrix> rows = layout.rows(gradients);
      try (Scope scope = Scope.open()) {
        GradientMemory gradientMemory =
            GradientMemory.allocate(shape, kept.getFirst().attention().count());
        for (int i = shape.config().depth() - 1; i >= 0; i--) {
          backward(i, rows, gradientMemory, finished);
        }
      }
    }

    private void backward(
        int block,
        List<Matrix> gradients,
        GradientMemory gradientMemory,
        Consumer<String> finished) {
      StackMemory room = Objects.requireNonNull(memory);
      try (Scope scope = Scope.open();
          NoGradGuard guard = new NoGradGuard()) {
        BlockWeights weights = BlockWeights.of(network, block, queryScale);
        Kept rows = kept.get(block);
        Activations activations = room.block(block);
        packing.pack(weights, room, true);
        ParallelLoop.run(
            layout.samples(),
            (worker, sample) -> {
              SampleBackward backward =
                  new SampleBackward(
                      shape,
                      kernels.get(layout.group(sample)),
                      room,
                      gradientMemory,
                      activations,
                      room.worker(worker),
                      gradients.get(sample));
              backward.feedForward(rows.feedForward().first()[sample]);
              backward.attend(rows.attention().first()[sample]);
            });
        accumulateGradient(weights, rows, activations, gradientMemory);
        weights.layers().values().forEach(layer -> layer.names().forEach(finished));
      }
    }

    private void accumulateGradient(
        BlockWeights weights, Kept kept, Activations activations, GradientMemory gradientMemory) {
      StackMemory room = Objects.requireNonNull(memory);
      Map<BlockMatrix, MatrixGradient> parts = new EnumMap<>(BlockMatrix.class);
      for (BlockMatrix matrix : BlockMatrix.values()) {
        boolean attends = matrix == BlockMatrix.QKV || matrix == BlockMatrix.PROJ;
        int rows = (attends ? kept.attention() : kept.feedForward()).count();
        GradientKernels made =
            BlockStack.this.gradients.computeIfAbsent(
                new GradientKernels.Shape(matrix, rows),
                key -> GradientKernels.of(key, shape, arena));
        Matrix input =
            switch (matrix) {
              case QKV -> activations.normal1();
              case PROJ -> activations.mixed();
              case UP -> activations.normal2();
              case DOWN -> activations.hidden();
            };
        parts.put(
            matrix,
            new MatrixGradient(
                weights.layer(matrix),
                made,
                gradientMemory.of(matrix),
                input.rows(0, rows),
                neutral));
      }
      List<Runnable> panels =
          parts.values().stream().flatMap(part -> part.packing().stream()).toList();
      ParallelLoop.run(panels.size(), (worker, turn) -> panels.get(turn).run());
      List<BlockPacking.Tile> tiles = packing.tiles();
      ParallelLoop.run(
          tiles.size(),
          (worker, turn) -> {
            BlockPacking.Tile tile = tiles.get(turn);
            Objects.requireNonNull(parts.get(tile.matrix()))
                .accumulateGradient(tile.index(), room.worker(worker));
          });
      parts.values().forEach(MatrixGradient::finish);
    }
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    Scope.free(queryScale);
    Scope.free(ones);
    Scope.free(zeros);
    arena.close();
  }
}
