package io.github.dino4j.model;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import io.github.dino4j.model.layout.NormLayout;
import java.io.Serializable;
import java.util.Locale;

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
 * @param feedForward the kind and width of the feed-forward layer
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
    FeedForward feedForward,
    int registers,
    Biases biases,
    double layerScale,
    PositionMode positions)
    implements Serializable {

  /** For square images of {@code imageSize} pixels a side. */
  public VisionTransformerConfig(
      int imageSize,
      int patchSize,
      int channels,
      int dim,
      int depth,
      int heads,
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
    require(
        channels > 0 && dim > 0 && depth > 0 && feedForward.hidden() > 0 && registers >= 0,
        "positive sizes");
    require(heads > 0 && dim % heads == 0, "a width that the heads divide");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new DinoException("a vision transformer needs " + what);
    }
  }

  /** ViT-S/14 as released: 21 M parameters. */
  public static VisionTransformerConfig small() {
    return released(384, 12, 6, new FeedForward.Mlp(4 * 384));
  }

  /** ViT-B/14 as released: 86 M parameters. */
  public static VisionTransformerConfig base() {
    return released(768, 12, 12, new FeedForward.Mlp(4 * 768));
  }

  /** ViT-L/14 as released: 300 M parameters. */
  public static VisionTransformerConfig large() {
    return released(1024, 24, 16, new FeedForward.Mlp(4 * 1024));
  }

  /** ViT-g/14 as released: 1.1 G parameters. */
  public static VisionTransformerConfig giant() {
    return released(1536, 40, 24, FeedForward.SwiGlu.insteadOf(4 * 1536));
  }

  private static VisionTransformerConfig released(
      int dim, int depth, int heads, FeedForward feedForward) {
    return new VisionTransformerConfig(
        518, 14, 3, dim, depth, heads, feedForward, 0, Biases.ALL, 1.0, PositionMode.OFFSET);
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
        feedForward,
        count,
        biases,
        layerScale,
        mode);
  }

  /** What each block is made of. */
  public BlockLayout block() {
    return new BlockLayout(dim, heads, feedForward, biases, layerScale != 0);
  }

  /** The norm behind the last block. */
  public NormLayout finalNorm() {
    return new NormLayout("norm", dim);
  }

  /** The stored position grid. */
  public GridSize grid() {
    return imageSize.patches(patchSize);
  }

  /** Values of a patch, all channels. */
  public long patchPixels() {
    return (long) channels * patchSize * patchSize;
  }

  /** Features a head. */
  public int headDim() {
    return dim / heads;
  }

  /** Tokens before the patches: CLS and registers. */
  public int prefixTokens() {
    return 1 + registers;
  }

  /** Digests of models are made of these very words, whatever classes and fields are called. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "VisionTransformerConfig[imageSize=ImageSize[height=%d, width=%d], patchSize=%d,"
            + " channels=%d, dim=%d, depth=%d, heads=%d, hidden=%d, feedForward=%s, registers=%d,"
            + " biases=Biases[qkv=%s, proj=%s, feedForward=%s], layerScale=%s, positions=%s]",
        imageSize.height(),
        imageSize.width(),
        patchSize,
        channels,
        dim,
        depth,
        heads,
        feedForward.hidden(),
        feedForward.name(),
        registers,
        biases.qkv(),
        biases.proj(),
        biases.feedForward(),
        layerScale,
        positions);
  }
}
