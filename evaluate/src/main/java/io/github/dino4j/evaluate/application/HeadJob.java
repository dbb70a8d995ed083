package io.github.dino4j.evaluate.application;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageLoader;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.Loaded;
import io.github.dino4j.data.record.LoaderOptions;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Images go through a head one after the other, each to files of its own below a folder. What is
 * there already is passed over, so that a run that was stopped goes on. Decoding runs ahead on all
 * cores.
 */
public final class HeadJob {
  private final Path out;
  private final String ending;
  private final Work work;

  /** What is done with one image. */
  @FunctionalInterface
  public interface Work {
    /**
     * @param image upright
     * @param stem of the files to write, without ending; its folder may not be there yet
     */
    void apply(RgbImage image, Path stem);
  }

  /**
   * What a run did.
   *
   * @param done images that have their files now
   * @param before those of them that had them already
   * @param rejects images that could not be read
   */
  public record Summary(long done, long before, List<Reject> rejects) {}

  /**
   * @param ending of the file that is written last, such as {@code .png}: where it is there, an
   *     image is done
   */
  public HeadJob(Path out, String ending, Work work) {
    this.out = out;
    this.ending = ending;
    this.work = work;
  }

  /**
   * @param progress is told how many images are done, on the calling thread
   * @throws DinoException if a file cannot be written
   */
  public Summary run(ImageSource source, LongConsumer progress) {
    ImageDecoder decoder = new ImageDecoder();
    List<Reject> rejects = new ArrayList<>();
    long done = 0;
    long before = 0;
    try (ImageLoader<Optional<RgbImage>> loader =
        new ImageLoader<>(
            source.open(),
            record ->
                Files.exists(file(record))
                    ? Optional.empty()
                    : Optional.of(decoder.decode(record.read())),
            LoaderOptions.forThisMachine())) {
      while (loader.hasNext()) {
        switch (loader.next()) {
          case Loaded.Ready<Optional<RgbImage>>(ImageRecord record, Optional<RgbImage> image) -> {
            image.ifPresent(photo -> work.apply(photo, stem(record)));
            done++;
            before += image.isEmpty() ? 1 : 0;
          }
          case Loaded.Rejected<Optional<RgbImage>>(ImageRecord _, Reject reject) ->
              rejects.add(reject);
        }
        progress.accept(done + rejects.size());
      }
    }
    return new Summary(done, before, List.copyOf(rejects));
  }

  private Path file(ImageRecord record) {
    Path stem = stem(record);
    return stem.resolveSibling(stem.getFileName() + ending);
  }

  private Path stem(ImageRecord record) {
    String name = record.id();
    PathText.requireBelow(name);
    int dot = name.lastIndexOf('.');
    return PathText.resolve(out, dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name);
  }
}
