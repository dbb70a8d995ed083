package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.FeatureWriter;
import io.github.dino4j.data.feature.ImageEntry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Photos in folders by class, with features that a test chooses. */
final class LabelledPhotos {
  private final Path folder;
  private final Map<String, float[]> features = new LinkedHashMap<>(); // by path in the folder

  LabelledPhotos(Path folder) {
    this.folder = folder;
  }

  /** A photo of a class in a set, such as {@code train/cat/3.png}. */
  LabelledPhotos add(String path, float... vector) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
      features.put(path, vector);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String set(String name) {
    return folder.resolve(name).toString();
  }

  /** The features of all photos in one file. */
  Path write() {
    Path file = folder.resolve("features.npy");
    try (FeatureWriter writer = FeatureFile.write(file, Map.of())) {
      features.forEach((path, vector) -> {
        String id = path.substring(path.indexOf('/') + 1);
        ImageEntry image = new ImageEntry(id, folder.resolve(path).toString(), 8, 8);
        writer.write(FeatureRow.of(image, "cls", FeatureArray.vector(vector)));
      });
      writer.commit();
    }
    return file;
  }

  List<String> sets(String... names) {
    return List.of(names).stream().map(this::set).toList();
  }
}
