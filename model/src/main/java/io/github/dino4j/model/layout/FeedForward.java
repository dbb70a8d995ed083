package io.github.dino4j.model.layout;

import java.io.Serializable;
import java.util.stream.Stream;

/**
 * The feed-forward layer of a block: two linear layers, {@code up} and {@code down}, and what
 * happens between them.
 */
public sealed interface FeedForward extends Serializable {
  /** What files of our own call it. */
  String name();

  /** The same in a sentence: {@code a SwiGLU layer}. */
  String words();

  /** Width of what {@code down} reads. */
  int hidden();

  /** Name of the first linear layer within the block. */
  String up();

  /** Outputs of the first linear layer, which computes the gate too where there is one. */
  int upOutputs();

  /** Name of the second linear layer within the block. */
  String down();

  /**
   * The layer of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static FeedForward of(String name, int hidden) {
    return Stream.of(
            new Mlp(hidden, Activation.GELU), new Mlp(hidden, Activation.RELU), new SwiGlu(hidden))
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no feed-forward layer is called " + name));
  }

  /** What an MLP does to each number between its linear layers. */
  enum Activation {
    /** With the exact error function; every released model. */
    GELU("GELU"),
    /** {@code max(x, 0)}, as in the first transformer (arXiv 1706.03762). */
    RELU("ReLU");

    private final String words;

    Activation(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** {@code fc2(activation(fc1(x)))} (layers/mlp.py). */
  record Mlp(int hidden, Activation activation) implements FeedForward {
    public static final String UP = "mlp.fc1";
    public static final String DOWN = "mlp.fc2";

    /** With GELU, as in every released model. */
    public Mlp(int hidden) {
      this(hidden, Activation.GELU);
    }

    @Override
    public String name() {
      return activation == Activation.GELU ? "MLP" : activation.name() + "_MLP";
    }

    @Override
    public String words() {
      return "an MLP with " + activation;
    }

    @Override
    public String up() {
      return UP;
    }

    @Override
    public int upOutputs() {
      return hidden;
    }

    @Override
    public String down() {
      return DOWN;
    }
  }

  /**
   * {@code w3(silu(gate) * value)} with {@code [gate, value] = w12(x)} (layers/swiglu_ffn.py);
   * ViT-g and the long configurations.
   */
  record SwiGlu(int hidden) implements FeedForward {
    public static final String UP = "mlp.w12";
    public static final String DOWN = "mlp.w3";

    /** In place of an MLP: two thirds of its width, rounded up to a multiple of eight. */
    public static SwiGlu insteadOf(int mlpHidden) {
      return new SwiGlu((mlpHidden * 2 / 3 + 7) / 8 * 8);
    }

    @Override
    public String name() {
      return "SWIGLU";
    }

    @Override
    public String words() {
      return "a SwiGLU layer";
    }

    @Override
    public String up() {
      return UP;
    }

    @Override
    public int upOutputs() {
      return 2 * hidden;
    }

    @Override
    public String down() {
      return DOWN;
    }
  }
}
