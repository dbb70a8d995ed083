package io.github.dino4j.features.index;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.FileStamp;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImagesByPath;
import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureReader;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.ImageEntry;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.region.RegionIndex;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * From feature files of {@code embed} to an index, as {@link IndexJob} does it from images: adds,
 * replaces, forgets what a file holds no more.
 */
public final class FeatureIndexJob {
  private static final String CLS = "cls";
  private static final int REPORTED = 1_000;

  private FeatureIndexJob() {}

  /**
   * Runs to its end.
   *
   * @param files {@code .parquet} or {@code .safetensors} with CLS features of one model
   * @param folder of the index, made where there is none
   * @param progress told now and then, on the calling thread
   * @throws DinoException if a file is none, does not say which model made it, holds no CLS of the
   *     last block, or if the index holds vectors of another model
   */
  public static IndexOutcome run(
      List<Path> files, Path folder, Consumer<IndexJob.Progress> progress) {
    IndexJob.requirePlace(folder);
    if (RegionIndex.liesIn(folder)) {
      throw new DinoException(
          "%s keeps patches, which are made of images: name these, or make another index"
              .formatted(PathText.text(folder)));
    }
    IndexDescription description = describe(files.getFirst(), folder);
    long total = 0;
    for (Path file : files) {
      description.requireSame(PathText.text(files.getFirst()), describe(file, folder));
      total += count(file);
    }
    try (IndexUpdate update = IndexUpdate.open(folder, description, total)) {
      Set<String> named = new HashSet<>();
      for (Path file : files) {
        named.add(ImagesByPath.absolute(PathText.text(file)));
        update(update, file, total, progress);
      }
      return update.finish(named);
    }
  }

  private static long count(Path file) {
    try (FeatureReader reader = FeatureFile.read(file)) {
      return reader.count();
    }
  }

  private static IndexDescription describe(Path file, Path folder) {
    try (FeatureReader reader = FeatureFile.read(file)) {
      VectorOrigin.requireOrigin(reader, file);
      if (!reader.hasNext()) {
        throw new DinoException(PathText.text(file) + " holds no features");
      }
      return VectorOrigin.of(reader, file, cls(reader.next(), file).length, folder);
    }
  }

  private static float[] cls(FeatureRow row, Path file) {
    FeatureArray cls = row.arrays().get(CLS);
    if (cls == null || cls.isGrid()) {
      throw new DinoException(
          "%s holds %s, no cls: write it with embed --tokens cls"
              .formatted(PathText.text(file), String.join(", ", row.arrays().keySet())));
    }
    return cls.values();
  }

  private static void update(
      IndexUpdate update, Path file, long total, Consumer<IndexJob.Progress> progress) {
    String input = ImagesByPath.absolute(PathText.text(file));
    FileStamp stamp = ImagesByPath.stamp(input);
    try (FeatureReader reader = FeatureFile.read(file)) {
      while (reader.hasNext()) {
        FeatureRow row = reader.next();
        ImageEntry image = row.image();
        if (!update.claim(image.id())) {
          update.reject(
              new Reject(image.path(), "another image of this run has its id, " + image.id()));
          continue;
        }
        Map<String, Object> columns = ImageColumns.of(image, input, stamp);
        IndexedVector now = new IndexedVector(image.id(), cls(row, file), columns);
        Optional<IndexedVector> old = update.known(image.id());
        if (old.isPresent() && old.get().metadata().equals(now.metadata())) {
          update.keep();
        } else {
          update.put(now, old.isPresent());
        }
        if (update.done() % REPORTED == 0) {
          progress.accept(new IndexJob.Progress(update.done(), total));
        }
      }
    }
  }
}
