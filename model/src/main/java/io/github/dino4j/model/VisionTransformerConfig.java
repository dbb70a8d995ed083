package io.github.dino4j.model;

import io.github.dino4j.DinoException;

/**
 * Everything that fixes the shapes and the arithmetic of a vision transformer. Names follow
 * dinov2/models/vision_transformer.py.
 *
 * @param imageSize of the images whose position grid is stored; 518 x 518 in released models
 * @param patchSize side of a patch in pixels
 * @param channels input channels
 * @param dim features a token
 * @param depth number of blocks
 * @param heads attention heads; divides {@code dim}
 * @param masked width of the feed-forward layer: of {@code fc1}, or of each half of {@code w12}
 * @param feedForward the kind of feed-forward layer
 * @param registers register tokens between CLS and patches
 * @param biases which linear layers carry a bias
 * @param layerScale initial value of LayerScale, 0 for none
 * @param positions how the stored position grid is resized
 */
public record VisionTransformerConfig(
    ImageSize imageSize,
    int patchSize,
    int channels,
    int dim,
    int depth,
    int heads,
    int hidden,
    FeedForward feedForward,
    int registers,
    Biases biases,
    double layerScale,
    PositionMode positions) {

  /** Which linear layers carry a bias. */
  public record Biases(boolean qkv, boolean proj, boolean feedForward) {
    public static final Biases ALL = new Biases(true, true, true);
  }

  /** For square images of {@code imageSize} pixels a side. */
  public VisionTransformerConfig(
      int imageSize,
      int patchSize,
      int channels,
      int dim,
      int depth,
      int heads,
      int hidden,
      FeedForward feedForward,
      int registers,
      Biases biases,
      double layerScale,
      PositionMode positions) {
    this(
        ImageSize.square(imageSize),
        patchSize,
        channels,
        dim,
        depth,
        heads,
        hidden,
        feedForward,
        registers,
        biases,
        layerScale,
        positions);
  }

  public VisionTransformerConfig {
    require(
        patchSize > 0 && imageSize.height() >= patchSize && imageSize.width() >= patchSize,
        "an image of at least one patch");
    require(channels > 0 && dim > 0 && depth > 0 && hidden > 0 && registers >= 0, "positive sizes");
    require(heads > 0 && dim % heads == 0, "a width that the heads divide");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new DinoException("a vision transformer needs " + what);
    }
  }

  /** ViT-S/14 as released: 21 M parameters. */
  public static VisionTransformerConfig small() {
    return released(384, 12, 6, FeedForward.MLP);
  }

  /** ViT-B/14 as released: 86 M parameters. */
  public static VisionTransformerConfig base() {
    return released(768, 12, 12, FeedForward.MLP);
  }

  /** ViT-L/14 as released: 300 M parameters. */
  public static VisionTransformerConfig large() {
    return released(1024, 24, 16, FeedForward.MLP);
  }

  /** ViT-g/14 as released: 1.1 G parameters. */
  public static VisionTransformerConfig giant() {
    return released(1536, 40, 24, FeedForward.SWIGLU);
  }

  private static VisionTransformerConfig released(
      int dim, int depth, int heads, FeedForward feedForward) {
    int hidden = feedForward == FeedForward.MLP ? 4 * dim : swigluHidden(4 * dim);
    return new VisionTransformerConfig(
        518,
        14,
        3,
        dim,
        depth,
        heads,
        hidden,
        feedForward,
        0,
        Biases.ALL,
        1.0,
        PositionMode.OFFSET);
  }

  /** Two thirds of the MLP's width, rounded up to a multiple of eight (layers/swiglu_ffn.py). */
  public static int swigluHidden(int mlpHidden) {
    return (mlpHidden * 2 / 3 + 7) / 8 * 8;
  }

  /**
   * The same model with register tokens, which also changes how released models resize positions.
   */
  public VisionTransformerConfig withRegisters(int count) {
    PositionMode mode = count > 0 ? PositionMode.ANTIALIAS : PositionMode.OFFSET;
    return new VisionTransformerConfig(
        imageSize,
        patchSize,
        channels,
        dim,
        depth,
        heads,
        hidden,
        feedForward,
        count,
        biases,
        layerScale,
        mode);
  }

  /** The stored position grid. */
  public GridSize grid() {
    return imageSize.patches(patchSize);
  }

  /** Features a head. */
  public int headDim() {
    return dim / heads;
  }

  /** Tokens before the patches: CLS and registers. */
  public int prefixTokens() {
    return 1 + registers;
  }
}
