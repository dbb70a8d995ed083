package io.github.dino4j.evaluate.application;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.CsvFormat;
import io.github.dino4j.data.record.ImageLoader;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.Loaded;
import io.github.dino4j.data.record.LoaderOptions;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.evaluate.classification.Likeliest;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeFeatures;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.model.Layers;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * Labels of images by a trained classifier, as a table: id, path, label, its probability, and the
 * same of the next likeliest. The extractor stays its owner's.
 */
public final class ClassifyJob {
  private static final int BATCH = 16;

  private final FeatureExtractor extractor;
  private final LinearHead head;
  private final int likeliest;

  /**
   * @param likeliest how many labels an image gets
   */
  public ClassifyJob(FeatureExtractor extractor, LinearHead head, int likeliest) {
    this.extractor = extractor;
    this.head = head;
    this.likeliest = Math.min(likeliest, head.classes().size());
  }

  /**
   * What a run did.
   *
   * @param done images with labels
   * @param rejects images that could not be read
   */
  public record Summary(long done, List<Reject> rejects) {}

  /**
   * Writes a row an image, in the order of the source.
   *
   * @param out stays the caller's
   * @param progress is told how many images are done, on the calling thread
   */
  public Summary run(ImageSource source, Writer out, LongConsumer progress) {
    CsvWriter csv = CsvFormat.writer(out);
    csv.writeRecord(header());
    List<Reject> rejects = new ArrayList<>();
    long done = 0;
    try (ImageLoader<PreparedImage> loader =
        new ImageLoader<>(
            source.open(),
            record -> extractor.prepare(record.read()),
            LoaderOptions.forThisMachine())) {
      while (loader.hasNext()) {
        List<ImageRecord> records = new ArrayList<>();
        List<PreparedImage> images = new ArrayList<>();
        while (images.size() < BATCH && loader.hasNext()) {
          switch (loader.next()) {
            case Loaded.Ready<PreparedImage>(ImageRecord record, PreparedImage image) -> {
              records.add(record);
              images.add(image);
            }
            case Loaded.Rejected<PreparedImage>(ImageRecord _, Reject reject) ->
                rejects.add(reject);
          }
        }
        if (!images.isEmpty()) {
          write(csv, records, images);
        }
        done += images.size();
        progress.accept(done + rejects.size());
      }
    }
    try {
      csv.flush();
    } catch (IOException e) {
      throw new DinoException("the labels cannot be written: " + e.getMessage(), e);
    }
    return new Summary(done, List.copyOf(rejects));
  }

  private List<String> header() {
    List<String> header = new ArrayList<>(List.of("id", "path", "label", "probability"));
    for (int i = 2; i <= likeliest; i++) {
      header.add("label_" + i);
      header.add("probability_" + i);
    }
    return header;
  }

  private void write(CsvWriter csv, List<ImageRecord> records, List<PreparedImage> images) {
    int depth = extractor.config().depth();
    Layers layers = Layers.last(head.input().blocks(), depth);
    FrozenFeatures features = FrozenFeatures.of(extractor.layers(images, layers));
    int[] labels = new int[images.size()];
    Arrays.fill(labels, -1);
    List<Likeliest> found =
        head.likeliest(ProbeFeatures.of(features, labels, head.classes().size()), likeliest);
    for (int i = 0; i < images.size(); i++) {
      List<String> row = new ArrayList<>(List.of(records.get(i).id(), records.get(i).path()));
      Likeliest ofImage = found.get(i);
      for (int c = 0; c < ofImage.classes().length; c++) {
        row.add(head.classes().get(ofImage.classes()[c]));
        row.add(String.format(Locale.ROOT, "%.4f", ofImage.probabilities()[c]));
      }
      csv.writeRecord(row);
    }
  }
}
