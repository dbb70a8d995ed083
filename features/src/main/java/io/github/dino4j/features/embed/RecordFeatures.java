package io.github.dino4j.features.embed;

import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFormat;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** What the records of an {@link EmbedJob} are: images, or several images each, as clips are. */
public interface RecordFeatures {
  /** The records of inputs. */
  ImageSource source(List<String> inputs);

  /** How many images {@link #prepare} gives; the fewer, the more records are read ahead. */
  int imagesPerRecord();

  /**
   * The images that the model is shown of a record. Called by several threads at once.
   *
   * @throws io.github.dino4j.DinoException if it cannot be read, which rejects the record
   */
  List<PreparedImage> prepare(ImageRecord record);

  /**
   * Features of a batch.
   *
   * @param records as {@link #prepare} gave them
   * @return for each record in order what {@code choice} asks for
   */
  List<SequencedMap<String, FeatureArray>> arrays(
      List<List<PreparedImage>> records, FeatureChoice choice, FeatureFormat format);

  /** What decides the features beside model, transform and choice, by name. */
  Map<String, String> settings();

  /** Every record is one image. */
  static RecordFeatures ofImages(FeatureExtractor extractor) {
    return new RecordFeatures() {
      @Override
      public ImageSource source(List<String> inputs) {
        return ImageSource.of(inputs);
      }

      @Override
      public int imagesPerRecord() {
        return 1;
      }

      @Override
      public List<PreparedImage> prepare(ImageRecord record) {
        return List.of(extractor.prepare(record.read()));
      }

      @Override
      public List<SequencedMap<String, FeatureArray>> arrays(
          List<List<PreparedImage>> records, FeatureChoice choice, FeatureFormat format) {
        return choice.of(records.stream().map(List::getFirst).toList(), extractor, format);
      }

      @Override
      public Map<String, String> settings() {
        return Map.of();
      }
    };
  }
}
