package io.github.dino4j.image.source;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One image file, whatever its name. */
record SingleImage(Path file) implements Input {
  @Override
  public RecordStream open() {
    return new PullStream(file.toString(), file.toString()) {
      private boolean given;

      @Override
      @Nullable ImageRecord pull() {
        if (given) {
          return null;
        }
        given = true;
        return new ImageRecord(
            String.valueOf(file.getFileName()),
            file.toString(),
            Annotation.NONE,
            ImageBytes.of(file));
      }

      @Override
      void release() {}
    };
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(1);
  }
}
