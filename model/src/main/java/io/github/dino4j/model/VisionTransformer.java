package io.github.dino4j.model;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.to;
import static io.github.dino4j.torch.Ops.where;

import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * DINOv2's vision transformer, trainable (models/vision_transformer.py of the reference).
 *
 * <p>Forward passes need an open {@link Scope}, which owns what they return; they may run on
 * several threads at once as long as nobody writes the parameters. The model owns its parameters
 * until {@link #close()}.
 */
public final class VisionTransformer implements AutoCloseable {
  private final VisionTransformerConfig config;
  private final Parameters parameters = new Parameters();
  private final Tensor clsToken; // [1, 1, dim]
  private final Tensor positions; // [1, 1 + grid, dim]
  private final @Nullable Tensor registerTokens; // [1, registers, dim]
  private final Tensor maskToken; // [1, dim]
  private final PatchEmbedding patchEmbedding;
  private final List<Block> blocks = new ArrayList<>();
  private final LayerNorm norm;

  /**
   * A model of zeros: load weights into {@link #parameters()} or {@link Initialization#of
   * initialise} it.
   */
  public VisionTransformer(VisionTransformerConfig config) {
    this.config = config;
    int dim = config.dim();
    clsToken = parameters.create("cls_token", 1, 1, dim);
    positions = parameters.create("pos_embed", 1, 1 + config.grid().patches(), dim);
    registerTokens =
        config.registers() == 0
            ? null
            : parameters.create("register_tokens", 1, config.registers(), dim);
    maskToken = parameters.create("mask_token", 1, dim);
    patchEmbedding = new PatchEmbedding(parameters.in("patch_embed"), config);
    for (int i = 0; i < config.depth(); i++) {
      blocks.add(new Block(parameters.in(BlockLayout.name(i)), config.block()));
    }
    norm = new LayerNorm(parameters, config.finalNorm());
  }

  public VisionTransformerConfig config() {
    return config;
  }

  /** The parameters by the reference's names, in its order; owned by this model. */
  public Parameters parameters() {
    return parameters;
  }

  /** Tokens of images {@code [B, C, H, W]}, sides multiples of the patch size. */
  public Tokens forward(Tensor images) {
    return forward(List.of(new Crops(images, null)), ForwardMode.EVALUATION).getFirst();
  }

  /** One pass over images of several sizes; one entry out for each in. */
  public List<Tokens> forward(List<Crops> crops, ForwardMode mode) {
    return finish(forwardBlocks(embed(crops, mode), 0, blocks.size(), mode));
  }

  /** The first stage of {@link #forward}: the tokens that enter block 0, {@code [B, N, dim]}. */
  public List<Tensor> embed(List<Crops> crops, ForwardMode mode) {
    return crops.stream().map(crop -> embed(crop, mode)).toList();
  }

  /**
   * The second stage, which may be cut into segments: through the blocks {@code from} (included) to
   * {@code to} (not included). Tokens that are no leaves of the graph may change in place.
   */
  public List<Tensor> forwardBlocks(List<Tensor> tokens, int from, int to, ForwardMode mode) {
    List<Block> some = blocks.subList(from, to);
    return mode.dropsPaths() ? runDropping(some, tokens, mode) : runPacked(some, tokens, mode);
  }

  /** The last stage: the final norm. */
  public List<Tokens> finish(List<Tensor> tokens) {
    return tokens.stream().map(x -> new Tokens(norm.forward(x), x, config.registers())).toList();
  }

  private static List<Tensor> runPacked(List<Block> some, List<Tensor> tokens, ForwardMode mode) {
    Packing packing = Packing.of(tokens);
    Tensor packed = Packing.pack(tokens); // [tokens, dim]
    List<Tensor> x = List.of(packed);
    for (Block block : some) {
      x =
          advance(
              x,
              x.getFirst() != packed,
              in -> List.of(block.forward(in.getFirst(), packing, mode.type())));
    }
    return packing.split(x.getFirst());
  }

  private static List<Tensor> runDropping(List<Block> some, List<Tensor> tokens, ForwardMode mode) {
    StochasticDepth depth = StochasticDepth.of(mode, tokens.size());
    List<Tensor> x = depth.begin(tokens);
    for (Block block : some) {
      x = advance(x, x != tokens, in -> block.forward(in, depth, mode.type()));
    }
    return x;
  }

  /**
   * Through one block. Autograd keeps what it needs; what the block made besides is freed at once,
   * and so is its input, if {@code inputIsSpare}.
   */
  private static List<Tensor> advance(
      List<Tensor> x, boolean inputIsSpare, UnaryOperator<List<Tensor>> block) {
    List<Tensor> next;
    try (Scope scope = Scope.open()) {
      next = block.apply(x);
      if (next == x) {
        return x; // changed in place
      }
      next.forEach(scope::hand);
    }
    if (inputIsSpare) {
      x.forEach(Scope::drop);
    }
    return next;
  }

  /**
   * Packed through the blocks.
   *
   * @param firstWanted the first block whose output is wanted
   * @return outputs of the blocks from {@code firstWanted} to the last, of the last alone when past
   *     the end
   */
  private List<List<Tensor>> run(List<Tensor> tokens, ForwardMode mode, int firstWanted) {
    Packing packing = Packing.of(tokens);
    Tensor x = Packing.pack(tokens); // [tokens, dim]
    List<List<Tensor>> outputs = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      x = blocks.get(i).forward(x, packing, mode.type());
      if (i >= firstWanted || i == blocks.size() - 1) {
        outputs.add(packing.split(x));
      }
    }
    return outputs;
  }

  private Tensor embed(Crops crops, ForwardMode mode) {
    try (Scope scope = Scope.open()) {
      return scope.hand(prepare(crops, mode));
    }
  }

  /** Patches, mask tokens, CLS, positions, registers: {@code [B, 1 + registers + patches, dim]}. */
  private Tensor prepare(Crops crops, ForwardMode mode) {
    Tensor images = crops.images();
    Tensor x =
        to(
            patchEmbedding.forward(images, mode.type()),
            positions.scalar_type()); // [B, patches, dim]
    if (crops.masks() != null) {
      x = where(crops.masks().unsqueeze(-1), maskToken.unsqueeze(0), x);
    }
    long batch = images.size(0);
    int rows = (int) (images.size(2) / config.patchSize());
    int columns = (int) (images.size(3) / config.patchSize());
    x = cat(1, clsToken.expand(batch, -1, -1), x).add(positions(rows, columns));
    if (registerTokens == null) {
      return x;
    }
    return cat(
        1, x.narrow(1, 0, 1), registerTokens.expand(batch, -1, -1), x.narrow(1, 1, x.size(1) - 1));
  }

  /**
   * Positions for a grid, {@code [1, 1 + rows * columns, dim]}; the stored ones untouched at the
   * native size.
   */
  private Tensor positions(int rows, int columns) {
    GridSize grid = config.grid();
    if (grid.equals(new GridSize(rows, columns))) {
      return positions;
    }
    Tensor stored =
        positions
            .narrow(1, 1, grid.patches())
            .view(grid.rows(), grid.columns(), config.dim()); // [grid rows, grid columns, dim]
    Tensor vertical = // [rows, grid rows]
        matrix(PositionGrid.weights(grid.rows(), rows, config.positions()), stored);
    Tensor horizontal = // [columns, grid columns]
        matrix(PositionGrid.weights(grid.columns(), columns, config.positions()), stored);
    Tensor wide = matmul(horizontal, stored); // [grid rows, columns, dim]
    Tensor resized = matmul(vertical, wide.flatten(1, -1)); // [rows, columns * dim]
    return cat(1, positions.narrow(1, 0, 1), resized.view(1, (long) rows * columns, config.dim()));
  }

  private static Tensor matrix(float[][] rows, Tensor like) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return Tensors.of(flat, rows.length, rows[0].length).to(like.device(), like.scalar_type());
  }

  /**
   * Outputs of chosen blocks, in ascending order ({@code get_intermediate_layers}).
   *
   * @param images {@code [B, channels, height, width]}
   * @throws io.github.dino4j.DinoException if the model lacks one of the blocks
   */
  public List<Tokens> intermediateLayers(Tensor images, Layers wanted, ForwardMode mode) {
    wanted.require(config.depth());
    int first = wanted.blocks().getFirst();
    List<List<Tensor>> outputs = run(List.of(prepare(new Crops(images, null), mode)), mode, first);
    List<Tokens> layers = new ArrayList<>();
    for (int block : wanted.blocks()) {
      Tensor x = outputs.get(block - first).getFirst();
      layers.add(new Tokens(wanted.normalized() ? norm.forward(x) : x, x, config.registers()));
    }
    return layers;
  }

  /**
   * Attention probabilities of the last block, {@code [B, heads, N, N]} over all tokens, CLS first.
   */
  public Tensor lastAttention(Tensor images) {
    ForwardMode mode = ForwardMode.EVALUATION;
    List<Tensor> tokens = List.of(prepare(new Crops(images, null), mode));
    Packing packing = Packing.of(tokens);
    Tensor x = Packing.pack(tokens);
    for (Block block : blocks.subList(0, blocks.size() - 1)) {
      x = block.forward(x, packing, mode.type());
    }
    return blocks.getLast().attentionProbabilities(packing.split(x).getFirst(), mode.type());
  }

  @Override
  public void close() {
    parameters.close();
  }
}
