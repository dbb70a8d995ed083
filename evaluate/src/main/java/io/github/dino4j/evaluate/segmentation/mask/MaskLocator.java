package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.ImageRecord;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the mask of an image lies. */
public sealed interface MaskLocator {
  /**
   * The mask's file.
   *
   * @throws DinoException in one line, if there is none
   */
  Path of(ImageRecord image);

  /**
   * In a manifest's column {@code mask}.
   *
   * @param folder of the manifest, where relative paths start
   */
  record Column(Path folder) implements MaskLocator {
    private static final String NAME = "mask";

    @Override
    public Path of(ImageRecord image) {
      String mask = image.annotation().field(NAME);
      if (mask == null) {
        throw new DinoException(
            "%s: nothing in the manifest's column %s".formatted(image.path(), NAME));
      }
      return PathText.resolve(folder, mask);
    }
  }

  /**
   * In a folder of masks with the names of the images, whose extension becomes {@code .png}.
   *
   * @param folder of masks, laid out as that of images
   */
  record Folder(Path folder) implements MaskLocator {
    @Override
    public Path of(ImageRecord image) {
      Path mask = PathText.resolve(folder, image.id().replaceAll("\\.[^./]*$", "") + ".png");
      if (!Files.exists(mask)) {
        throw new DinoException("%s: has no mask, %s is missing".formatted(image.path(), mask));
      }
      return mask;
    }
  }
}
