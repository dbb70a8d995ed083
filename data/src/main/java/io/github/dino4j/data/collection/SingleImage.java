package io.github.dino4j.data.collection;

import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.File;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One image file, whatever its name. */
record SingleImage(Path file) implements Input {
  @Override
  public RecordStream open() {
    String path = PathText.text(file);
    return new PullStream(path, path) {
      private boolean given;

      @Override
      @Nullable ImageRecord pull() {
        if (given) {
          return null;
        }
        given = true;
        return new ImageRecord(name(path), path, Annotation.NONE, ImageBytes.of(file));
      }

      @Override
      void release() {}
    };
  }

  @Override
  public void split(FileSplits splits) {
    String path = PathText.text(file);
    splits.add(new ImageSplit.File(path, name(path), null));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf(File.separatorChar) + 1);
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(1);
  }
}
