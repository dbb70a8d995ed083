package io.github.dino4j.features.embed;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFormat;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.ImageEntry;
import io.github.dino4j.data.journal.FeatureJournal;
import io.github.dino4j.data.journal.JournalEntry;
import io.github.dino4j.data.record.ImageLoader;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.Loaded;
import io.github.dino4j.data.record.LoaderOptions;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.image.transform.EvalTransform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * From any number of images to one feature file. Images are decoded ahead of the model, batch by
 * batch, so memory does not grow with their number. What cannot be read is listed in {@code
 * FILE.rejects.csv} and the run goes on. A run that was killed goes on where it stopped when it is
 * started again with the same settings, and its file equals that of an unbroken run: batches are
 * cut at the same records.
 */
public final class EmbedJob {
  private final FeatureExtractor extractor;
  private final RecordFeatures records;
  private final EmbedOptions options;

  /** The extractor stays the caller's, who closes it after the run. */
  public EmbedJob(FeatureExtractor extractor, EmbedOptions options) {
    this(extractor, RecordFeatures.ofImages(extractor), options);
  }

  /** The same for records that are more than an image. */
  public EmbedJob(FeatureExtractor extractor, RecordFeatures records, EmbedOptions options) {
    this.extractor = extractor;
    this.records = records;
    this.options = options;
  }

  /** The records that {@link #run} goes through. */
  public ImageSource source(List<String> inputs) {
    return records.source(inputs);
  }

  /**
   * How far a run is.
   *
   * @param done images with features or rejected, those of an earlier run included
   * @param before images that an earlier run had done
   * @param total all images, or -1 while they are still being counted
   */
  public record Progress(long done, long before, long total) {}

  /**
   * What a run came to.
   *
   * @param embedded images with features
   * @param rejected images without
   * @param rejects the list of the latter; there is no such file where none was rejected
   */
  public record Outcome(long embedded, long rejected, Path rejects) {}

  /**
   * Says what is wrong with a run before the work of loading a model for it.
   *
   * @throws DinoException as {@link #run} would throw it
   */
  public static void check(List<String> inputs, Path output, boolean overwrite) {
    ImageSource.of(inputs);
    FeatureJournal.check(output, overwrite);
  }

  /** Where the rejects of an output are listed. */
  public static Path rejectsOf(Path output) {
    return PathText.beside(output, "", ".rejects.csv");
  }

  /**
   * Runs, or goes on, until the file is there. Without a single readable image there is none.
   *
   * @param inputs folders, lists, manifests, shards and images; see {@link ImageSource}
   * @param output {@code .parquet}, {@code .npy} or {@code .safetensors}
   * @param progress told after every batch, on the calling thread
   * @throws DinoException if there is no image at all, if the output exists and may not be
   *     overwritten, if it cannot be written, or if images of different sizes meet in a format that
   *     cannot hold them
   */
  public Outcome run(List<String> inputs, Path output, Consumer<Progress> progress) {
    FeatureFormat format = FeatureFormat.of(output);
    ImageSource source = source(inputs);
    Path rejects = rejectsOf(output);
    try (FeatureJournal journal =
        FeatureJournal.open(output, settings(inputs), options.overwrite())) {
      embed(source, new Sink(journal, format), progress);
      if (journal.done() == 0) {
        throw new DinoException("no image in " + String.join(", ", inputs));
      }
      Outcome outcome = new Outcome(journal.rows(), journal.rejects(), rejects);
      journal.finish(rejects);
      return outcome;
    }
  }

  /** Where features go, and the format that they take in the end. */
  private record Sink(FeatureJournal journal, FeatureFormat format) {}

  private void embed(ImageSource source, Sink sink, Consumer<Progress> progress) {
    FeatureJournal journal = sink.journal;
    AtomicLong total = new AtomicLong(-1);
    Thread.ofVirtual().start(() -> source.count().ifPresent(total::set));
    long before = journal.done();
    forEachBatch(
        remaining(source, journal),
        sink.format,
        batch -> {
          journal.commit(batch);
          progress.accept(new Progress(journal.done(), before, total.get()));
        });
  }

  /**
   * The features of records, batch by batch, in their order; what cannot be read comes as a reject
   * in its place.
   *
   * @param stream is closed in the end
   * @param batches takes each batch on the calling thread
   */
  public void forEachBatch(
      RecordStream stream, FeatureFormat format, Consumer<List<JournalEntry>> batches) {
    try (ImageLoader<List<PreparedImage>> loader =
        new ImageLoader<>(stream, records::prepare, ahead())) {
      while (loader.hasNext()) {
        List<Loaded<List<PreparedImage>>> batch = new ArrayList<>();
        while (batch.size() < options.batch() && loader.hasNext()) {
          batch.add(loader.next());
        }
        batches.accept(entries(batch, format));
      }
    }
  }

  private static RecordStream remaining(ImageSource source, FeatureJournal journal) {
    RecordStream stream = source.open();
    try {
      journal.skipDone(stream);
      return stream;
    } catch (RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  /**
   * Two batches ahead, so that the next one is ready when the model is; memory is counted in
   * images.
   */
  private LoaderOptions ahead() {
    LoaderOptions usual = LoaderOptions.forThisMachine();
    int ahead = Math.max(usual.lookAhead() / records.imagesPerRecord(), usual.threads());
    return new LoaderOptions(usual.threads(), Math.max(ahead, 2 * options.batch()));
  }

  private List<JournalEntry> entries(
      List<Loaded<List<PreparedImage>>> batch, FeatureFormat format) {
    List<List<PreparedImage>> prepared = new ArrayList<>();
    for (Loaded<List<PreparedImage>> loaded : batch) {
      if (loaded instanceof Loaded.Ready<List<PreparedImage>>(_, List<PreparedImage> images)) {
        prepared.add(images);
      }
    }
    var arrays = records.arrays(prepared, options.choice(), format).iterator();
    List<JournalEntry> entries = new ArrayList<>();
    for (Loaded<List<PreparedImage>> loaded : batch) {
      entries.add(
          switch (loaded) {
            case Loaded.Ready<List<PreparedImage>>(ImageRecord record, var images) ->
                new JournalEntry.Done(
                    new FeatureRow(entry(record, images.getFirst()), arrays.next()));
            case Loaded.Rejected<List<PreparedImage>> rejected ->
                new JournalEntry.Rejected(rejected.reject());
          });
    }
    return entries;
  }

  private static ImageEntry entry(ImageRecord record, PreparedImage image) {
    return new ImageEntry(record.id(), record.path(), image.photoWidth(), image.photoHeight());
  }

  /**
   * How much a run will write.
   *
   * @param images how many there are, or -1 where only reading everything would tell
   * @param bytes of features, if all images are like the first; -1 likewise
   * @param isEstimate whether the others may be unlike it: patches of whole images follow their
   *     sizes
   */
  public record Size(long images, long bytes, boolean isEstimate) {}

  /** The size of the output, by the first image that can be read; empty where none can. */
  public Optional<Size> firstSize(List<String> inputs, Path output) {
    ImageSource source = source(inputs);
    try (RecordStream stream = source.open()) {
      while (stream.hasNext()) {
        try {
          List<PreparedImage> first = records.prepare(stream.next());
          var arrays =
              records.arrays(List.of(first), options.choice(), FeatureFormat.of(output)).getFirst();
          long bytes =
              arrays.values().stream()
                  .mapToLong(array -> (long) array.values().length * array.type().bytes())
                  .sum();
          long images = source.count().orElse(-1);
          boolean isEstimate =
              !(extractor.transform() instanceof EvalTransform.ResizeCrop)
                  && arrays.values().stream().anyMatch(FeatureArray::isGrid);
          return Optional.of(new Size(images, images < 0 ? -1 : images * bytes, isEstimate));
        } catch (DinoException _) {
          // A reject, which the run will name.
        }
      }
    }
    return Optional.empty();
  }

  /**
   * All that decides the features, by name: inputs, model, transform, tokens, how it is computed. A
   * run with others is another run.
   */
  public Map<String, String> settings(List<String> inputs) {
    Map<String, String> settings = new TreeMap<>(records.settings());
    settings.put("inputs", String.join("\n", inputs));
    settings.put("model", extractor.modelName());
    settings.put("model hash", extractor.modelHash());
    settings.put("transform", extractor.transform().toString());
    settings.put("input", extractor.input().toString());
    settings.put("tokens", options.choice().describe());
    settings.put("computed on", extractor.describe());
    settings.put("batch", String.valueOf(options.batch()));
    return settings;
  }
}
