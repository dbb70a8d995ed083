package io.github.dino4j.evaluate.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.FileStamp;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.Sha256;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.model.catalogue.ModelCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where features are kept, so that they are computed once whatever is evaluated with them: one
 * safetensors file for each model, transform, choice of tokens and set of images. The key holds the
 * hash of the weights and size and time of every image file, so what has changed is computed anew.
 * A run that was killed goes on where it stopped. Files may be deleted at any time.
 */
public final class FeatureCache {
  private static final int KEY_BYTES = 8;

  private final Path folder;

  /** A cache in a folder, which is made when the first file is. */
  public FeatureCache(Path folder) {
    this.folder = folder;
  }

  /** {@code features} beside the downloaded models, in {@code ~/.cache/dino4j} on Linux. */
  public static FeatureCache ofEnvironment() {
    return new FeatureCache(ModelCache.ofEnvironment().folder().resolveSibling("features"));
  }

  /** Who is told how the work goes, on the calling thread. */
  public interface Listener {
    /** Features are to be computed and kept in a file. */
    void begins(Path file, EmbedJob.Size size);

    /** After every batch. */
    void progress(EmbedJob.Progress progress);
  }

  /**
   * The features of these images, computed if they are not there yet.
   *
   * @param extractor stays the caller's
   * @param inputs in the words of {@link ImageSource}
   * @return owned by the caller
   * @throws DinoException if no image can be read, or the cache cannot be written
   */
  public CachedFeatures open(
      FeatureExtractor extractor, List<String> inputs, FeatureChoice choice, Listener listener) {
    EmbedOptions options = new EmbedOptions(choice, EmbedOptions.USUAL_BATCH, true);
    Path file = embed(new EmbedJob(extractor, options), inputs, listener);
    return CachedFeatures.open(file, ImageSource.of(inputs), extractor.config().dim());
  }

  /**
   * The same of records that are more than an image, which the job may overwrite.
   *
   * @param dim numbers of a record where an image has the model's width
   */
  public CachedFeatures open(EmbedJob job, List<String> inputs, int dim, Listener listener) {
    Path file = embed(job, inputs, listener);
    return CachedFeatures.open(file, job.source(inputs), dim);
  }

  private Path embed(EmbedJob job, List<String> inputs, Listener listener) {
    Path file = folder.resolve(key(job, inputs) + ".safetensors");
    if (!Files.exists(file)) {
      createFolder();
      job.firstSize(inputs, file).ifPresent(size -> listener.begins(file, size));
      EmbedJob.Outcome outcome = job.run(inputs, file, listener::progress);
      if (outcome.embedded() == 0) {
        throw new DinoException(
            "none of %d images could be read; %s says why"
                .formatted(outcome.rejected(), outcome.rejects()));
      }
    }
    return file;
  }

  private void createFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(folder, IoReason.of(e)), e);
    }
  }

  /** Eight bytes over all that decides the features. */
  private static String key(EmbedJob job, List<String> inputs) {
    MessageDigest digest = Sha256.digest();
    Consumer<String> add = text -> digest.update((text + "\0").getBytes(StandardCharsets.UTF_8));
    job.settings(inputs).forEach((name, value) -> add.accept(name + "=" + value));
    inputs.forEach(input -> add.accept(stamp(input)));
    try (RecordStream records = job.source(inputs).open()) {
      while (records.hasNext()) {
        ImageRecord record = records.next();
        add.accept(record.id());
        String stamp = stamp(record.path());
        add.accept(record.path() + (stamp.isEmpty() ? frameStamps(record.path()) : stamp));
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
  }

  /** Size and time of a file; empty for a folder, a pattern of names, or a member of a shard. */
  private static String stamp(String path) {
    try {
      FileStamp file = FileStamp.of(PathText.path(path));
      return file.equals(FileStamp.NONE) ? "" : " %d %d".formatted(file.bytes(), file.time());
    } catch (InvalidPathException _) {
      return "";
    }
  }

  /** The same of all files in a folder, which is a clip. */
  private static String frameStamps(String path) {
    try (Stream<Path> files = Files.list(PathText.path(path))) {
      return files
          .map(PathText::text)
          .sorted()
          .map(file -> "\n" + file + stamp(file))
          .collect(Collectors.joining());
    } catch (IOException | RuntimeException _) {
      return "";
    }
  }
}
