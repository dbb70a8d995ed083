package io.github.dino4j.evaluate.depth;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.image.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the depth of an image lies. Safe for use by several threads. */
public sealed interface DepthTruths {
  /** The column of a manifest that names depth files. */
  String COLUMN = "depth";

  DepthFormat format();

  /**
   * The file with the depth of an image.
   *
   * @throws DinoException if none is named or there
   */
  Path file(ImageRecord image);

  /**
   * A manifest's column {@value #COLUMN}.
   *
   * @param folder where relative paths start, that of the manifest; null for the working directory
   */
  record Column(@Nullable Path folder, DepthFormat format) implements DepthTruths {
    @Override
    public Path file(ImageRecord image) {
      String named = image.annotation().field(COLUMN);
      if (named == null) {
        throw new DinoException(
            "%s: its row names no file in the column %s".formatted(image.path(), COLUMN));
      }
      return PathText.resolve(folder, named);
    }
  }

  /** A folder with files of the images' relative names, ending in {@code .png} or {@code .npy}. */
  record Folder(Path folder, DepthFormat format) implements DepthTruths {
    private static final List<String> ENDINGS = List.of(".png", ".npy");

    @Override
    public Path file(ImageRecord image) {
      int dot = image.id().lastIndexOf('.');
      String stem = dot > image.id().lastIndexOf('/') ? image.id().substring(0, dot) : image.id();
      return ENDINGS.stream()
          .map(ending -> PathText.resolve(folder, stem + ending))
          .filter(Files::isRegularFile)
          .findFirst()
          .orElseThrow(() -> missing(image, stem));
    }

    private DinoException missing(ImageRecord image, String stem) {
      return new DinoException(
          "%s: no depth for it: there is neither %s.png nor %s.npy in %s"
              .formatted(image.path(), stem, stem, PathText.text(folder)));
    }
  }

  /**
   * Reads the depth of an image.
   *
   * @param size of the image
   * @throws DinoException naming the file, if it cannot be read or has another size
   */
  default DepthMap read(ImageRecord image, Size size) {
    Path file = file(image);
    DepthMap map;
    try {
      map = format().decode(ImageBytes.of(file).read());
    } catch (IOException e) {
      throw new DinoException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (DinoException e) {
      throw new DinoException("%s: %s".formatted(file, e.getMessage()), e);
    }
    if (!map.size().equals(size)) {
      throw new DinoException(
          "%s: %d x %d pixels of depth for an image of %d x %d; save depth in the image's size"
              .formatted(file, map.width(), map.height(), size.width(), size.height()));
    }
    return map;
  }
}
