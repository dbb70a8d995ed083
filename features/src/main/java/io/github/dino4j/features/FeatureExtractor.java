package io.github.dino4j.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.decode.ChannelDecoder;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.image.transform.Normalization;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.frozen.Pixels;
import io.github.dino4j.model.weights.ModelHints;
import io.github.dino4j.model.weights.StatedInput;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.jspecify.annotations.Nullable;

/**
 * From pictures to the features of a frozen DINOv2.
 *
 * <pre>{@code
 * try (FeatureExtractor extractor = FeatureExtractor.load("dinov2_vits14")) {
 *   float[] features = extractor.embed(Path.of("cat.jpg"));
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads: decoding and transforms run on the caller's thread, model
 * passes one after the other on all cores. Owns native memory until {@link #close()}; what it
 * returns is plain Java.
 */
public final class FeatureExtractor implements AutoCloseable {
  private final ImageDecoder photos = new ImageDecoder();
  private final LoadedModel model;
  private final FrozenBackbone backbone;
  private final EvalTransform transform;
  private final InputChannels input;
  private final ChannelDecoder channels;
  private final @Nullable Normalization normalization; // of photos

  private FeatureExtractor(LoadedModel model, ExtractorOptions options) {
    this.model = model;
    this.backbone = model.backbone(options);
    this.transform = options.transform();
    this.input = model.input().channels();
    this.channels = new ChannelDecoder(input.count());
    this.normalization =
        input.arePhotos() ? Normalization.of(input.means(), input.deviations()) : null;
  }

  /**
   * Loads a model with its {@linkplain ExtractorOptions#standard(VisionTransformerConfig) standard
   * options}.
   *
   * @param model a released model's name, downloaded on first use; a weight file; a folder of
   *     transformers or timm; or {@code demo}
   * @throws DinoException in one line, if there is no such model or its weights are damaged
   */
  public static FeatureExtractor load(String model) {
    return load(model, ExtractorOptions::standard);
  }

  /** As {@link #load(String)}, with a choice of transform, precision, device and threads. */
  public static FeatureExtractor load(String model, ExtractorOptions options) {
    return load(model, options, DownloadProgress.SILENT);
  }

  /**
   * The same, for options that depend on the model, as a transform does on the side of its patches.
   */
  public static FeatureExtractor load(
      String model, Function<VisionTransformerConfig, ExtractorOptions> options) {
    return load(model, ModelHints.NONE, options);
  }

  /** The same, with what the caller knows of weights that do not say it themselves. */
  public static FeatureExtractor load(
      String model, ModelHints hints, Function<VisionTransformerConfig, ExtractorOptions> options) {
    return of(LoadedModel.open(model, hints, DownloadProgress.SILENT), options);
  }

  /** The same, telling how a download goes, on the calling thread. */
  public static FeatureExtractor load(
      String model, ExtractorOptions options, DownloadProgress progress) {
    return of(LoadedModel.open(model, ModelHints.NONE, progress), _ -> options);
  }

  /**
   * For a model in memory, such as one in training. Its weights are read now: later changes do not
   * show, and it may be closed, unless {@link #attention} is asked for. It stays its owner's.
   *
   * @param input what its images are brought to
   */
  public static FeatureExtractor of(
      VisionTransformer model, InputChannels input, ExtractorOptions options) {
    return of(LoadedModel.of(model, input), _ -> options);
  }

  private static FeatureExtractor of(
      LoadedModel loaded, Function<VisionTransformerConfig, ExtractorOptions> options) {
    try {
      return new FeatureExtractor(loaded, options.apply(loaded.config()));
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  public VisionTransformerConfig config() {
    return model.config();
  }

  /** The model's name or file. */
  public String modelName() {
    return model.name();
  }

  /**
   * A digest of the model: its architecture, what its images are brought to, and every weight.
   * Reads all weights when it is first asked for.
   */
  public String modelHash() {
    return model.hash();
  }

  /** What the library chose: device, precision, threads, kernels, and why. */
  public String describe() {
    return backbone.describe();
  }

  /** What products are computed in, such as {@code fp32}. */
  public String precision() {
    return backbone.computation().precision().name().toLowerCase(Locale.ROOT);
  }

  /** What the user's limit on the processor did, in words; empty where there is none. */
  public Optional<String> limit() {
    return backbone.computation().limit();
  }

  /** Mean and deviation of the channels that the model wants, and who states them. */
  public StatedInput input() {
    return model.input();
  }

  /**
   * Which of several states in a checkpoint was taken, such as the average of the weights, in one
   * line; empty where there was one.
   */
  public Optional<String> choice() {
    return Optional.ofNullable(model.choice());
  }

  public EvalTransform transform() {
    return transform;
  }

  /**
   * The CLS features of one image file, {@code [dim]}.
   *
   * @throws io.github.dino4j.image.UnreadableImageException if it is no image that can be read
   */
  public float[] embed(Path image) {
    return cls(List.of(prepare(image))).getFirst();
  }

  /** CLS and patch features of one image file. */
  public Features extract(Path image) {
    return features(List.of(prepare(image))).getFirst();
  }

  /** CLS and patch features of one image. */
  public Features extract(RgbImage image) {
    return features(List.of(prepare(image))).getFirst();
  }

  /** CLS and patch features of several images, in order. */
  public List<Features> extract(List<RgbImage> images) {
    return features(images.stream().map(this::prepare).toList());
  }

  private PreparedImage prepare(Path image) {
    return input.arePhotos() ? prepare(photos.decode(image)) : prepare(channels.decode(image));
  }

  /**
   * Decodes the content of a file, with as many channels as the model takes, then as {@link
   * #prepare(RgbImage)}.
   *
   * @throws UnreadableImageException with the reason, also where the channels do not fit
   */
  public PreparedImage prepare(byte[] encoded) {
    return input.arePhotos() ? prepare(photos.decode(encoded)) : prepare(channels.decode(encoded));
  }

  /**
   * Resizes, crops and normalises; on the calling thread, so that a loader can do it ahead.
   *
   * @throws DinoException if the model does not take photos
   */
  public PreparedImage prepare(RgbImage image) {
    RgbImage cropped = transform.apply(image);
    return new PreparedImage(
        normalize(cropped), cropped.height(), cropped.width(), image.width(), image.height());
  }

  /**
   * The numbers that the model is shown of a picture as it is, without the transform, {@code [3,
   * height, width]}.
   *
   * @throws DinoException if the model does not take photos
   */
  public float[] normalize(RgbImage picture) {
    float[] pixels = new float[Normalization.length(picture)];
    photoNormalization().write(picture, pixels, 0);
    return pixels;
  }

  /** The same for an image of as many channels as the model takes. */
  public PreparedImage prepare(ChannelImage image) {
    ChannelImage cropped = transform.apply(image);
    float[] pixels = new float[cropped.samples().length];
    cropped.write(input.means(), input.deviations(), MemorySegment.ofArray(pixels), 0);
    return new PreparedImage(
        pixels, cropped.height(), cropped.width(), image.width(), image.height());
  }

  /**
   * @throws DinoException if the model takes other images than red, green and blue of 8 bits
   */
  public void requirePhotos() {
    photoNormalization();
  }

  private Normalization photoNormalization() {
    if (normalization == null) {
      throw new DinoException(
          "%s takes images of %d channels in 16 bits: embed takes such files, pictures are drawn of photos alone"
              .formatted(model.name(), input.count()));
    }
    return normalization;
  }

  /**
   * CLS features of prepared images, {@code [dim]} each, in order. Cheaper than {@link #features}.
   */
  public List<float[]> cls(List<PreparedImage> images) {
    List<float[]> rows = new ArrayList<>();
    for (List<PreparedImage> batch : Batches.of(images)) {
      rows.addAll(rows(backbone.cls(Batches.pixels(batch)), batch.size()));
    }
    return rows;
  }

  /** CLS and patch features of prepared images, in order. */
  public List<Features> features(List<PreparedImage> images) {
    return layers(images, Layers.last(1, config().depth())).stream().map(List::getFirst).toList();
  }

  /**
   * CLS and patch features after chosen blocks, at little more cost than {@link #features}.
   *
   * @return for each image in order, one entry a layer, ascending
   * @throws DinoException if the model lacks one of the blocks
   */
  public List<List<Features>> layers(List<PreparedImage> images, Layers layers) {
    layers.require(config().depth());
    List<List<Features>> features = new ArrayList<>();
    for (List<PreparedImage> batch : Batches.of(images)) {
      int size = batch.size();
      List<float[]> rows =
          rows(backbone.layers(Batches.pixels(batch), layers), layers.count() * size);
      for (int i = 0; i < size; i++) {
        List<Features> ofImage = new ArrayList<>();
        for (int layer = 0; layer < layers.count(); layer++) {
          ofImage.add(features(rows.get(layer * size + i), batch.getFirst()));
        }
        features.add(ofImage);
      }
    }
    return features;
  }

  private static List<float[]> rows(float[] values, int count) {
    int size = values.length / count;
    List<float[]> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rows.add(Arrays.copyOfRange(values, i * size, (i + 1) * size));
    }
    return rows;
  }

  private Features features(float[] tokens, PreparedImage image) {
    int dim = config().dim();
    int patch = config().patchSize();
    float[] patches = Arrays.copyOfRange(tokens, config().prefixTokens() * dim, tokens.length);
    return new Features(
        Arrays.copyOf(tokens, dim),
        new PatchFeatures(image.height() / patch, image.width() / patch, dim, patches));
  }

  /** How the CLS token attends to the patches in the last block, head by head, in fp32. */
  public AttentionMaps attention(RgbImage image) {
    PreparedImage prepared = prepare(image);
    Pixels pixels = Batches.pixels(List.of(prepared));
    VisionTransformer trainable = model.trainable();
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      float[] values = pixels.values().toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT);
      float[] weights =
          Tensors.toFloats(
              trainable.lastAttention(
                  Tensors.of(values, 1, 3, prepared.height(), prepared.width())));
      int patch = config().patchSize();
      return AttentionMaps.ofTokens(
          weights, config().heads(), prepared.height() / patch, prepared.width() / patch);
    }
  }

  @Override
  public void close() {
    backbone.close();
    model.close();
  }
}
