package io.github.dino4j.evaluate.corruption;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageLoader;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.Loaded;
import io.github.dino4j.data.record.LoaderOptions;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.codec.JpegEncoder;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.resample.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Writes corrupted copies of images to {@code OUT/TYPE/SEVERITY/PATH.jpg}, where PATH is the path
 * within the input, so that folders by class stay folders by class; a label that a manifest or a
 * shard states becomes a folder in front. {@code .jpg} is added to names that end otherwise.
 *
 * <p>A file appears whole or not at all, and what is there already is left as it is: a run that was
 * killed goes on. {@code OUT/corruption.json} keeps seed, size and quality; a run with others is
 * refused. Works on all cores.
 */
public final class CorruptFolder {
  private final Path out;
  private final CorruptOptions options;
  private final ImageDecoder decoder = new ImageDecoder();

  /**
   * What a run did.
   *
   * @param images that have all their copies now
   * @param written copies that were not there before
   * @param rejects images that could not be read
   */
  public record Summary(long images, long written, List<Reject> rejects) {}

  /**
   * @param out is made where it is missing
   * @throws DinoException if it holds copies with another seed, size or quality
   */
  public CorruptFolder(Path out, CorruptOptions options) {
    this.out = out;
    this.options = options;
    Path record = out.resolve("corruption.json");
    Map<String, Object> common = new TreeMap<>(options.common());
    if (!Files.exists(record)) {
      WholeFile.writeText(record, Json.pretty(common));
      return;
    }
    try {
      Map<String, Object> before = new TreeMap<>(Json.object(Files.readAllBytes(record)));
      if (!before.equals(common)) {
        throw new DinoException(
            "%s holds copies made with %s, not %s: choose another folder"
                .formatted(out, before, common));
      }
    } catch (IOException e) {
      throw new DinoException("%s cannot be read: %s".formatted(record, IoReason.of(e)), e);
    }
  }

  /**
   * Makes the copies that are missing.
   *
   * @param progress is told how many images are done, on the calling thread
   * @throws DinoException if a copy cannot be written
   */
  public Summary write(ImageSource source, LongConsumer progress) {
    long images = 0;
    long written = 0;
    List<Reject> rejects = new ArrayList<>();
    try (ImageLoader<Integer> loader =
        new ImageLoader<>(source.open(), this::write, LoaderOptions.forThisMachine())) {
      while (loader.hasNext()) {
        switch (loader.next()) {
          case Loaded.Ready<Integer>(ImageRecord _, Integer copies) -> {
            images++;
            written += copies;
          }
          case Loaded.Rejected<Integer>(ImageRecord _, Reject reject) -> rejects.add(reject);
        }
        progress.accept(images + rejects.size());
      }
    }
    return new Summary(images, written, List.copyOf(rejects));
  }

  /** How many copies had to be made. */
  private int write(ImageRecord record) {
    String name = name(record);
    List<Corruption> missing =
        options.corruptions().stream().filter(each -> !Files.exists(copy(each, name))).toList();
    if (!missing.isEmpty()) {
      RgbImage image = shrunk(decoder.decode(record.read()));
      for (Corruption corruption : missing) {
        RgbImage corrupted = corruption.apply(image, record.id(), options.seed());
        byte[] file = JpegEncoder.encode(corrupted, options.quality());
        WholeFile.write(copy(corruption, name), stream -> stream.write(file));
      }
    }
    return missing.size();
  }

  private Path copy(Corruption corruption, String name) {
    return PathText.resolve(out.resolve(corruption.folder()), name);
  }

  /** The path of a copy below the folder of its severity. */
  private static String name(ImageRecord record) {
    String label = record.annotation().label();
    String name = label == null ? record.id() : label + "/" + record.id();
    PathText.requireBelow(name);
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg") || lower.endsWith(".jpeg") ? name : name + ".jpg";
  }

  private RgbImage shrunk(RgbImage image) {
    int side = Math.min(image.width(), image.height());
    if (side <= options.shortSide()) {
      return image;
    }
    double scale = (double) options.shortSide() / side;
    Size size =
        new Size((int) Math.round(image.width() * scale), (int) Math.round(image.height() * scale));
    return Resampling.BICUBIC.resize(image, size);
  }
}
