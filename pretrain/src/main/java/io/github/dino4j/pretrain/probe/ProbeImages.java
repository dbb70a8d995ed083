package io.github.dino4j.pretrain.probe;

import io.github.dino4j.data.record.ImageLoader;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.Loaded;
import io.github.dino4j.data.record.LoaderOptions;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Images that every probe of a run looks at, the same ones in the same order.
 *
 * @param records not read yet
 */
record ProbeImages(List<ImageRecord> records) {
  private static final ImageDecoder DECODER = new ImageDecoder();

  int size() {
    return records.size();
  }

  /**
   * Reads and works ahead on all cores, and passes over what cannot be read.
   *
   * @param work called from several threads at once
   * @param use called in order on this thread
   */
  <T> void each(Function<RgbImage, T> work, BiConsumer<ImageRecord, T> use) {
    try (var loader =
        new ImageLoader<>(
            stream(),
            record -> work.apply(DECODER.decode(record.read())),
            LoaderOptions.forThisMachine())) {
      while (loader.hasNext()) {
        if (loader.next() instanceof Loaded.Ready<T>(ImageRecord record, T value)) {
          use.accept(record, value);
        }
      }
    }
  }

  private RecordStream stream() {
    Iterator<ImageRecord> iterator = records.iterator();
    return new RecordStream() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public ImageRecord next() {
        return iterator.next();
      }

      @Override
      public void close() {
        // Nothing is open: records are read one by one.
      }
    };
  }
}
