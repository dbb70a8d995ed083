package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.GridSize;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Infers a configuration from the tensors of a backbone in canonical names. What a wrong file
 * leaves open is guessed, so that the strict check can then name everything that is wrong with it.
 */
final class ArchitectureInference {
  /** Of every released model of DINO, iBOT and DINOv2. */
  private static final int FEATURES_A_HEAD = 64;

  /**
   * Up to this width, and with the width of ViT-g/14, heads of published models have 64 features;
   * wider ones have 16 heads as often.
   */
  private static final int WIDEST_CERTAIN = 1024;

  private static final int GIANT = 1536;

  private final Map<String, TensorEntry> tensors;
  private final Stated stated;

  private ArchitectureInference(Map<String, TensorEntry> tensors, Stated stated) {
    this.tensors = tensors;
    this.stated = stated;
  }

  /**
   * What shapes do not tell.
   *
   * @param heads attention heads; without a number each is taken to have 64 features, where nothing
   *     else is usual
   * @param sizes of images whose grid may be the stored one
   * @param positions how a grid is resized; empty for the way of the released models
   * @param ofLongGrids the same for a grid that is no square, which those do not have
   */
  record Stated(
      OptionalInt heads,
      StatedSizes sizes,
      Optional<PositionMode> positions,
      PositionMode ofLongGrids) {}

  static VisionTransformerConfig infer(Map<String, TensorEntry> tensors, Stated stated) {
    return new ArchitectureInference(tensors, stated).config();
  }

  private VisionTransformerConfig config() {
    long[] patches = patches();
    int dim = (int) patches[0];
    int patch = (int) patches[2];
    FeedForward feedForward = feedForward(dim);
    int registers = side("register_tokens", 1, 0);
    GridSize grid = grid(patch);
    return new VisionTransformerConfig(
        grid.pixels(patch),
        patch,
        (int) patches[1],
        dim,
        depth(),
        stated.heads().orElseGet(() -> defaultHeads(dim)),
        feedForward,
        registers,
        biases(feedForward),
        has(first(BlockLayout.SCALE1) + ".gamma") ? 1 : 0,
        registers > 0 ? PositionMode.ANTIALIAS : positions(grid));
  }

  /** The tensors do not tell an activation: it is the usual one. */
  private FeedForward feedForward(int dim) {
    String gated = first(FeedForward.SwiGlu.UP) + ".weight";
    return has(gated)
        ? new FeedForward.SwiGlu(side(gated, 0, 8 * dim) / 2)
        : new FeedForward.Mlp(side(first(FeedForward.Mlp.UP) + ".weight", 0, 4 * dim));
  }

  /** A part of the first block. */
  private static String first(String part) {
    return BlockLayout.prefix(0) + part;
  }

  private PositionMode positions(GridSize grid) {
    return grid.rows() == grid.columns()
        ? stated.positions().orElse(PositionMode.OFFSET)
        : stated.ofLongGrids();
  }

  private long[] patches() {
    TensorEntry weight = tensors.get("patch_embed.proj.weight");
    if (weight == null || weight.shape().length != 4 || weight.shape()[2] != weight.shape()[3]) {
      throw new DinoException(
          "its patch embedding is not a convolution with a square kernel: " + weight);
    }
    return weight.shape();
  }

  private int depth() {
    TreeSet<Integer> blocks = new TreeSet<>();
    for (String name : tensors.keySet()) {
      if (name.matches("blocks\\.\\d{1,6}\\..*")) {
        blocks.add(Integer.parseInt(name.substring(7, name.indexOf('.', 7))));
      }
    }
    if (blocks.isEmpty() || blocks.last() != blocks.size() - 1) {
      throw new DinoException("its blocks are not numbered from 0 without a gap: " + blocks);
    }
    return blocks.size();
  }

  private GridSize grid(int patch) {
    if (!has("pos_embed")) {
      throw new DinoException(
          "it has no learned positions (pos_embed), as models with rotary or relative ones do not;"
              + " such are not run here");
    }
    int positions = side("pos_embed", 1, 1) - 1;
    return stated
        .sizes()
        .grid(positions, patch)
        .orElseThrow(() ->
            new DinoException(
                "its %d positions are not CLS and a square grid; for another, put a config.json with \"image_size\": [height, width] in pixels beside it"
                    .formatted(positions + 1)));
  }

  private Biases biases(FeedForward feedForward) {
    return new Biases(
        has(first(BlockLayout.QKV) + ".bias"),
        has(first(BlockLayout.PROJ) + ".bias"),
        has(first(feedForward.up()) + ".bias"));
  }

  private static int defaultHeads(int dim) {
    if (dim % FEATURES_A_HEAD != 0 || (dim > WIDEST_CERTAIN && dim != GIANT)) {
      throw new DinoException(
          "nothing says how many attention heads split its %d features; name them by --heads, or put a config.json with \"num_attention_heads\" beside it"
              .formatted(dim));
    }
    return dim / FEATURES_A_HEAD;
  }

  private boolean has(String name) {
    return tensors.containsKey(name);
  }

  private int side(String name, int dimension, int otherwise) {
    TensorEntry entry = tensors.get(name);
    return entry == null || entry.shape().length <= dimension
        ? otherwise
        : Math.toIntExact(entry.shape()[dimension]);
  }
}
