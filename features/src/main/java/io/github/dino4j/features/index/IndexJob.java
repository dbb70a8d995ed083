package io.github.dino4j.features.index;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.FileStamp;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.OutputPath;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.collection.ImagesByPath;
import io.github.dino4j.data.record.ImageLoader;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.Loaded;
import io.github.dino4j.data.record.LoaderOptions;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.region.PatchVectors;
import io.github.dino4j.search.region.RegionIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * From any number of images to an index of their CLS features. Run again it adds what is new,
 * replaces what has changed, and forgets what came from the same inputs and is there no more; only
 * new and changed files go through the model. A run that was killed goes on when it is started
 * again. Memory does not grow with the number of images but for some bytes each.
 */
public final class IndexJob {
  private static final float[] NO_VECTOR = {};

  private final FeatureExtractor extractor;
  private final int batch;
  private final Patches patches;

  /** Whether the patch features of images are kept, so that regions can be searched. */
  public enum Patches {
    /** Where the index has kept them so far. */
    AS_BEFORE,
    /** From now on, of all images; those without go through the model again. */
    KEEP
  }

  /**
   * @param extractor stays the caller's, who closes it after the run
   * @param batch images that go through the model together
   */
  public IndexJob(FeatureExtractor extractor, int batch, Patches patches) {
    if (batch < 1) {
      throw new DinoException("a batch has at least one image, not " + batch);
    }
    this.extractor = extractor;
    this.batch = batch;
    this.patches = patches;
  }

  /**
   * How far a run is.
   *
   * @param done images that were looked at
   * @param total all images, or -1 where only reading everything would tell
   */
  public record Progress(long done, long total) {}

  /**
   * Says what is wrong with a run before the work of loading a model for it.
   *
   * @throws DinoException as {@link #run} would throw it
   */
  public static void check(List<String> inputs, Path folder) {
    ImageSource.of(inputs);
    requirePlace(folder);
  }

  /**
   * Makes sure that an index may lie in a folder.
   *
   * @throws DinoException if there is something else than an index, or none can be written
   */
  public static void requirePlace(Path folder) {
    OutputPath.requireFolder(folder);
    if (!Files.exists(folder) || IndexFolder.holdsIndex(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      // A run that was killed at once leaves its lock, or where a server is.
      if (files.anyMatch(file -> !PathText.text(file.getFileName()).startsWith("index."))) {
        throw new DinoException(
            "%s is a folder of other files and no index; name a new one"
                .formatted(PathText.text(folder)));
      }
    } catch (IOException e) {
      throw new DinoException(PathText.text(folder) + ": " + IoReason.of(e), e);
    }
  }

  /**
   * Runs to its end.
   *
   * @param inputs folders, lists, manifests, shards and images; see {@link ImageSource}
   * @param folder of the index, made where there is none
   * @param progress told after every batch, on the calling thread
   * @throws DinoException if there is no image at all, if the folder cannot be written or is no
   *     index, or if the index holds vectors of another model
   */
  public IndexOutcome run(List<String> inputs, Path folder, Consumer<Progress> progress) {
    check(inputs, folder);
    OptionalLong count = ImageSource.of(inputs).count();
    if (count.isPresent() && count.getAsLong() == 0) {
      throw nothing(inputs);
    }
    long total = count.orElse(-1);
    try (IndexUpdate update = open(folder, total)) {
      Set<String> named = new HashSet<>();
      for (String input : inputs) {
        named.add(ImagesByPath.absolute(input));
        update(update, input, done -> progress.accept(new Progress(done, total)));
      }
      if (update.done() == 0) {
        throw nothing(inputs);
      }
      return update.finish(named);
    }
  }

  private IndexUpdate open(Path folder, long total) {
    IndexDescription description = VectorOrigin.of(extractor, folder);
    return patches == Patches.KEEP || RegionIndex.liesIn(folder)
        ? IndexUpdate.openWithPatches(folder, description, total)
        : IndexUpdate.open(folder, description, total);
  }

  private static DinoException nothing(List<String> inputs) {
    return new DinoException("no image in " + String.join(", ", inputs));
  }

  /** What is to be done with an image. */
  private sealed interface Step {
    /** Nothing. */
    record Keep() implements Step {}

    /** Its metadata has changed, its file has not. */
    record Describe(IndexedVector vector) implements Step {}

    /** It goes through the model. */
    record Embed(IndexedVector described, PreparedImage image, boolean isReplacement)
        implements Step {
      IndexedVector with(float[] vector) {
        return new IndexedVector(described.id(), vector, described.metadata());
      }
    }
  }

  private void update(IndexUpdate update, String input, Consumer<Long> progress) {
    String origin = ImagesByPath.absolute(input);
    List<Step.Embed> waiting = new ArrayList<>();
    try (ImageLoader<Step> loader =
        new ImageLoader<>(
            ImageSource.of(List.of(input)).open(),
            record -> step(record, origin, update),
            ahead())) {
      while (loader.hasNext()) {
        Loaded<Step> loaded = loader.next();
        switch (loaded) {
          case Loaded.Rejected<Step>(_, Reject reject) -> update.reject(reject);
          case Loaded.Ready<Step>(ImageRecord record, Step step) -> {
            if (!update.claim(record.id())) {
              update.reject(taken(record, "another image of this run"));
            } else {
              take(step, update, waiting);
            }
          }
        }
        if (waiting.size() == batch) {
          embed(waiting, update);
          progress.accept(update.done());
        }
      }
      embed(waiting, update);
      progress.accept(update.done());
    }
  }

  private static void take(Step step, IndexUpdate update, List<Step.Embed> waiting) {
    switch (step) {
      case Step.Keep() -> update.keep();
      case Step.Describe(IndexedVector vector) -> update.put(vector, true);
      case Step.Embed embed -> waiting.add(embed);
    }
  }

  private static Reject taken(ImageRecord record, String by) {
    return new Reject(
        record.path(),
        "%s has its id, %s; give ids of their own in a manifest, or index a folder above both"
            .formatted(by, record.id()));
  }

  /** Decides and prepares; called by several threads at once. */
  private Step step(ImageRecord record, String input, IndexUpdate update) {
    FileStamp stamp = ImagesByPath.stamp(record.path());
    Map<String, Object> columns = ImageColumns.of(record, input, stamp);
    Optional<IndexedVector> known = update.known(record.id());
    if (known.isPresent()) {
      IndexedVector old = known.get();
      requireOwner(record, columns, old);
      if (ImageColumns.stamp(old.metadata()).equals(stamp)
          && !stamp.equals(FileStamp.NONE)
          && (!update.keepsPatches() || RegionIndex.hasPatches(old))) {
        ImageColumns.copyFound(old.metadata(), columns);
        IndexedVector now = new IndexedVector(old.id(), old.vector(), columns);
        return now.metadata().equals(old.metadata()) ? new Step.Keep() : new Step.Describe(now);
      }
    }
    PreparedImage image = extractor.prepare(record.read());
    ImageColumns.putSize(columns, image.photoWidth(), image.photoHeight());
    // What an index cannot keep is refused here, where it becomes a reject.
    return new Step.Embed(
        new IndexedVector(record.id(), NO_VECTOR, columns), image, known.isPresent());
  }

  /** An id that an image of another input has stays with it as long as that is there. */
  private static void requireOwner(
      ImageRecord record, Map<String, Object> columns, IndexedVector old) {
    String path = ImageColumns.path(old.metadata());
    if (!ImageColumns.input(old.metadata()).equals(ImageColumns.input(columns))
        && !path.equals(ImageColumns.path(columns))
        && ImagesByPath.file(path).isPresent()) {
      throw new DinoException(taken(record, path).reason());
    }
  }

  private void embed(List<Step.Embed> waiting, IndexUpdate update) {
    List<PreparedImage> images = waiting.stream().map(Step.Embed::image).toList();
    if (update.keepsPatches()) {
      List<Features> features = extractor.features(images);
      for (int i = 0; i < images.size(); i++) {
        Step.Embed step = waiting.get(i);
        Features found = features.get(i);
        update.put(step.with(found.cls()), vectors(found.patches()), step.isReplacement());
      }
    } else {
      List<float[]> vectors = extractor.cls(images);
      for (int i = 0; i < images.size(); i++) {
        Step.Embed step = waiting.get(i);
        update.put(step.with(vectors.get(i)), step.isReplacement());
      }
    }
    waiting.clear();
  }

  /** Patch features as an index takes them. */
  static PatchVectors vectors(PatchFeatures patches) {
    return new PatchVectors(patches.rows(), patches.columns(), patches.dim(), patches.values());
  }

  private LoaderOptions ahead() {
    LoaderOptions usual = LoaderOptions.forThisMachine();
    return new LoaderOptions(usual.threads(), Math.max(usual.lookAhead(), 2 * batch));
  }
}
