package io.github.dino4j.model.weights;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.FeedForward;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.VisionTransformerConfig.Biases;
import io.github.dino4j.torch.file.TensorEntry;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Infers a configuration from the tensors of a backbone in canonical names. What a wrong file
 * leaves open is guessed, so that the strict check can then name everything that is wrong with it.
 */
final class Architecture {
  /** Of every released model. */
  private static final int FEATURES_A_HEAD = 64;

  private final Map<String, TensorEntry> tensors;

  private Architecture(Map<String, TensorEntry> tensors) {
    this.tensors = tensors;
  }

  /**
   * @param heads attention heads, the one thing that shapes do not tell; without it each head is
   *     taken to have 64 features
   */
  static VisionTransformerConfig infer(Map<String, TensorEntry> tensors, OptionalInt heads) {
    return new Architecture(tensors).config(heads);
  }

  private VisionTransformerConfig config(OptionalInt heads) {
    long[] patches = patches();
    int dim = (int) patches[0];
    int patch = (int) patches[2];
    boolean gated = has("blocks.0.mlp.w12.weight");
    int registers = side("register_tokens", 1, 0);
    return new VisionTransformerConfig(
        grid() * patch,
        patch,
        (int) patches[1],
        dim,
        depth(),
        heads.orElseGet(() -> defaultHeads(dim)),
        gated
            ? side("blocks.0.mlp.w12.weight", 0, 8 * dim) / 2
            : side("blocks.0.mlp.fc1.weight", 0, 4 * dim),
        gated ? FeedForward.SWIGLU : FeedForward.MLP,
        registers,
        biases(gated),
        has("blocks.0.ls1.gamma") ? 1 : 0,
        registers > 0 ? PositionMode.ANTIALIAS : PositionMode.OFFSET);
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

  /** Patches along a side of the stored position grid. */
  private int grid() {
    int positions = side("pos_embed", 1, 1) - 1;
    if (positions < 1 || !TimmNames.isSquare(positions)) {
      throw new DinoException(
          "its %d positions are not CLS and a square grid".formatted(positions + 1));
    }
    return (int) Math.round(Math.sqrt(positions));
  }

  private Biases biases(boolean gated) {
    return new Biases(
        has("blocks.0.attn.qkv.bias"),
        has("blocks.0.attn.proj.bias"),
        has(gated ? "blocks.0.mlp.w12.bias" : "blocks.0.mlp.fc1.bias"));
  }

  private static int defaultHeads(int dim) {
    if (dim % FEATURES_A_HEAD != 0) {
      throw new DinoException(
          "the number of attention heads is not in the file and %d features do not split into heads of %d; "
                  .formatted(dim, FEATURES_A_HEAD)
              + "put a config.json with \"model_type\": \"dinov2\" and \"num_attention_heads\" beside it");
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
