package com.example;

import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.image.UnreadableImageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * Features of images as they arrive. One service holds one model, and any number of threads may use
 * it at once: images are decoded side by side, batches go through the model one after the other,
 * each on all cores.
 *
 * <p>Owns native memory. Close it when the last stream has been read to its end.
 */
public final class EmbeddingService implements AutoCloseable {
  /** Enough for the model's full speed; an image waits until so many are there or the last one. */
  private static final int BATCH = 16;

  private final FeatureExtractor dino;

  /**
   * @param model a released name such as {@code dinov2_vits14}, downloaded on first use; a weight
   *     file; or {@code demo}, which comes with dino4j
   */
  public EmbeddingService(String model) {
    dino = FeatureExtractor.load(model);
  }

  /** An image as a client sends it: the bytes of a JPEG, PNG, WebP or the like. */
  public record Picture(String id, byte[] content) {}

  /** The features of an image, {@code [dim]}. */
  public record Embedding(String id, float[] features) {}

  /** An image that cannot be read, and why. */
  public record Rejection(String id, String reason) {}

  private record Decoded(String id, PreparedImage image) {}

  /**
   * Embeds images in order while the stream is read. However long it is, only a few batches are in
   * memory.
   *
   * @param rejections is told of what cannot be read, from several threads
   */
  public Stream<Embedding> embed(Stream<Picture> pictures, Consumer<Rejection> rejections) {
    int decoders = Runtime.getRuntime().availableProcessors();
    return pictures
        .gather(Gatherers.mapConcurrent(decoders, picture -> decode(picture, rejections)))
        .flatMap(Optional::stream)
        .gather(Gatherers.windowFixed(BATCH))
        .flatMap(this::embed);
  }

  private Optional<Decoded> decode(Picture picture, Consumer<Rejection> rejections) {
    try {
      return Optional.of(new Decoded(picture.id(), dino.prepare(picture.content())));
    } catch (UnreadableImageException e) {
      rejections.accept(new Rejection(picture.id(), e.reason()));
      return Optional.empty();
    }
  }

  private Stream<Embedding> embed(List<Decoded> batch) {
    var features = dino.cls(batch.stream().map(Decoded::image).toList()).iterator();
    return batch.stream().map(decoded -> new Embedding(decoded.id(), features.next()));
  }

  /**
   * Embeds a folder into a feature file, as {@code dino4j embed} does: a run that was killed goes
   * on where it stopped.
   *
   * @param file {@code .parquet}, {@code .npy} or {@code .safetensors}
   */
  public EmbedJob.Outcome embedFolder(Path folder, Path file) {
    return new EmbedJob(dino, EmbedOptions.standard())
        .run(List.of(folder.toString()), file, _ -> {});
  }

  @Override
  public void close() {
    dino.close();
  }
}
