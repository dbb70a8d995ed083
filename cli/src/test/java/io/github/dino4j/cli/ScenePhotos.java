package io.github.dino4j.cli;

import io.github.dino4j.scenes.SceneDataset;
import java.nio.file.Path;

/** A dozen small rendered pictures, for tests that need photos. */
final class ScenePhotos {
  static final int COUNT = 12;
  static final int SIDE = 64;

  private ScenePhotos() {}

  /** The folder of the pictures; their names are unique. */
  static Path in(Path folder) {
    Path scenes = folder.resolve("scenes");
    new SceneDataset(COUNT, 5, SIDE).write(scenes, _ -> {});
    return scenes.resolve("images");
  }
}
