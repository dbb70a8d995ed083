package io.github.dino4j.pretrain.data;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Sha256;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Every image of the training data, in the order of {@link ImageSource}: training visits them at
 * random, so all must be known. Holds where images lie, not the images. Immutable and thread-safe.
 */
public final class TrainingImages {
  private static final int FINGERPRINT_DIGITS = 16;

  private final List<ImageRecord> records;
  private final String fingerprint;

  private TrainingImages(List<ImageRecord> records, String fingerprint) {
    this.records = records;
    this.fingerprint = fingerprint;
  }

  /**
   * Looks through all inputs without reading images.
   *
   * @param inputs as {@link ImageSource} takes them: folders, lists, manifests, tar shards
   * @throws DinoException if there is no image, an input does not exist, or images lie where they
   *     cannot be visited at random: in compressed shards and inside of Parquet files
   */
  public static TrainingImages index(List<String> inputs) {
    if (inputs.isEmpty()) {
      throw new DinoException("no training data is named; name a folder, a list or tar shards");
    }
    List<ImageRecord> records = new ArrayList<>();
    MessageDigest digest = Sha256.digest();
    try (RecordStream stream = ImageSource.of(inputs).open()) {
      while (stream.hasNext()) {
        ImageRecord record = stream.next();
        checkRandomAccess(record);
        digest.update(record.id().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        records.add(slim(record));
      }
    }
    if (records.isEmpty()) {
      throw new DinoException(
          "%s: no images found (JPEG, PNG, GIF, BMP, TIFF, WebP, PNM; .npy if a list names them)"
              .formatted(String.join(", ", inputs)));
    }
    String hash = HexFormat.of().formatHex(digest.digest());
    return new TrainingImages(records, hash.substring(0, FINGERPRINT_DIGITS));
  }

  private static void checkRandomAccess(ImageRecord record) {
    if (record.bytes().isHeld()) {
      throw new DinoException(
          ("%s: training visits images at random, which needs them in a folder or in plain .tar"
                  + " shards; uncompress .tar.gz with gunzip, unpack Parquet into a folder")
              .formatted(record.path()));
    }
  }

  /** Descriptions of samples are long and of no use here; labels are. */
  private static ImageRecord slim(ImageRecord record) {
    Annotation label = Annotation.ofLabel(record.annotation().label());
    return new ImageRecord(record.id(), record.path(), label, record.bytes());
  }

  /** How many images there are, unreadable ones among them. */
  public int size() {
    return records.size();
  }

  /** An image, by its place from 0 on. */
  public ImageRecord record(int index) {
    return records.get(index);
  }

  /**
   * Tells one data set from another: a hash over the ids in their order. The contents of the files
   * are not looked at.
   */
  public String fingerprint() {
    return fingerprint;
  }
}
