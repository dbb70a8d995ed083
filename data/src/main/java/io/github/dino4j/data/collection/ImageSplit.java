package io.github.dino4j.data.collection;

import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some images of an {@link ImageSource} that follow one another. It can be sent to another process,
 * which opens it where the same files lie at the same paths.
 */
public sealed interface ImageSplit extends Serializable {
  /** A fresh stream of its images. */
  RecordStream open();

  /**
   * Entries of a list or a manifest.
   *
   * @param input the file
   * @param from the first entry, from 0 on
   * @param count how many
   */
  record Entries(String input, long from, long count) implements ImageSplit {
    @Override
    public RecordStream open() {
      RecordStream stream = Input.of(PathText.path(input), Media.IMAGES).open();
      stream.skip(from);
      return new FirstRecords(stream, count);
    }
  }

  /**
   * All of a tar shard.
   *
   * @param id what the ids of its images begin with
   */
  record Shard(String file, String id) implements ImageSplit {
    @Override
    public RecordStream open() {
      return new TarShard(PathText.path(file), id).open();
    }
  }

  /** Image files. */
  record Files(List<File> files) implements ImageSplit {
    @Override
    public RecordStream open() {
      Iterator<File> left = files.iterator();
      return new RecordStream() {
        @Override
        public boolean hasNext() {
          return left.hasNext();
        }

        @Override
        public ImageRecord next() {
          return left.next().record();
        }

        @Override
        public void close() {}
      };
    }
  }

  /**
   * An image file.
   *
   * @param problem why it cannot be read, where that is known already
   */
  record File(String path, String id, @Nullable String problem) implements Serializable {
    private ImageRecord record() {
      return problem == null
          ? new ImageRecord(id, path, Annotation.NONE, ImageBytes.of(PathText.path(path)))
          : ImageRecord.problem(id, path, problem);
    }
  }

  /** The entries of a list, so many a split. */
  static List<ImageSplit> entries(String input, long entries, int size) {
    List<ImageSplit> splits = new ArrayList<>();
    for (long from = 0; from < entries; from += size) {
      splits.add(new Entries(input, from, Math.min(size, entries - from)));
    }
    return splits;
  }
}
