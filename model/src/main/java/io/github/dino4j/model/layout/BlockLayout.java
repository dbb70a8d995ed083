package io.github.dino4j.model.layout;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A transformer block (layers/block.py): {@code x += proj(attention(qkv(norm1(x))))}, then {@code x
 * += down(activation(up(norm2(x))))}, with LayerScale behind {@code proj} and {@code down} or
 * without. Names are the reference's, within the block.
 *
 * @param dim features a token
 * @param heads attention heads
 * @param biases which linear layers carry a bias
 * @param hasLayerScale whether both branches end in LayerScale
 */
public record BlockLayout(
    int dim, int heads, FeedForward feedForward, Biases biases, boolean hasLayerScale) {
  public static final String NORM1 = "norm1";
  public static final String QKV = "attn.qkv";
  public static final String PROJ = "attn.proj";
  public static final String SCALE1 = "ls1";
  public static final String NORM2 = "norm2";
  public static final String SCALE2 = "ls2";

  /** Of a LayerScale parameter. */
  private static final String GAMMA = ".gamma";

  /** Which linear layers carry a bias. */
  public record Biases(boolean qkv, boolean proj, boolean feedForward) implements Serializable {
    public static final Biases ALL = new Biases(true, true, true);
  }

  /** What block {@code block} of a model is called. */
  public static String name(int block) {
    return "blocks." + block;
  }

  /** What comes before the names of its parameters. */
  public static String prefix(int block) {
    return name(block) + ".";
  }

  /** Features a head. */
  public int headDim() {
    return dim / heads;
  }

  /** Before attention. */
  public NormLayout norm1() {
    return new NormLayout(NORM1, dim);
  }

  /** {@code [.., dim]} to queries, keys and values {@code [.., 3 * dim]}. */
  public LinearLayout qkv() {
    return new LinearLayout(QKV, dim, 3 * dim, biases.qkv(), Optional.empty());
  }

  /** Attention's result {@code [.., dim]} to what is added to the tokens. */
  public LinearLayout proj() {
    return new LinearLayout(PROJ, dim, dim, biases.proj(), scale(SCALE1));
  }

  /** Before the feed-forward layer. */
  public NormLayout norm2() {
    return new NormLayout(NORM2, dim);
  }

  /** First of the feed-forward layer, {@code [.., dim]} to {@code [.., hidden]} or twice that. */
  public LinearLayout up() {
    return new LinearLayout(
        feedForward.up(), dim, feedForward.upOutputs(), biases.feedForward(), Optional.empty());
  }

  /** Second of the feed-forward layer, {@code [.., hidden]} to what is added to the tokens. */
  public LinearLayout down() {
    return new LinearLayout(
        feedForward.down(), feedForward.hidden(), dim, biases.feedForward(), scale(SCALE2));
  }

  private Optional<String> scale(String name) {
    return hasLayerScale ? Optional.of(name + GAMMA) : Optional.empty();
  }

  /** From top to bottom, in the order of the reference's state dict. */
  public List<PartLayout> parts() {
    return List.of(norm1(), qkv(), proj(), norm2(), up(), down());
  }

  /** The matrices, from top to bottom. */
  public List<LinearLayout> linears() {
    return List.of(qkv(), proj(), up(), down());
  }

  /** Name within the block to shape, in the order of the reference's state dict. */
  public Map<String, long[]> parameters() {
    Map<String, long[]> parameters = new LinkedHashMap<>();
    parts().forEach(part -> parameters.putAll(part.parameters()));
    return parameters;
  }
}
