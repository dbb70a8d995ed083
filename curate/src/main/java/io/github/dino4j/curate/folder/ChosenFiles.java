package io.github.dino4j.curate.folder;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.collection.ImagesByPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chosen images in a folder of their own, each under its id. The images themselves stay where
 * and as they are.
 */
public final class ChosenFiles {
  private static final int BATCH = 1000;

  private ChosenFiles() {}

  @FunctionalInterface
  private interface Placing {
    void place(Map<String, Path> targets) throws IOException;
  }

  /**
   * Copies them.
   *
   * @param manifest of a run
   * @return how many
   * @throws DinoException if one cannot be read or written
   */
  public static long copy(Path manifest, Path folder) {
    return place(
        manifest,
        folder,
        targets -> {
          Map<String, Path> left = new LinkedHashMap<>(targets);
          ImagesByPath.forEach(
              targets.keySet(),
              (path, image) -> {
                Path target = targets.get(path);
                if (target != null) {
                  WholeFile.write(target, out -> out.write(image));
                }
              });
          for (Map.Entry<String, Path> each : left.entrySet()) {
            if (!Files.exists(each.getValue())) {
              throw new IOException(each.getKey() + " cannot be read any more");
            }
          }
        });
  }

  /**
   * Makes symbolic links to them.
   *
   * @throws DinoException if one is no file, such as a member of a shard, or there are no links
   *     here
   */
  public static long link(Path manifest, Path folder) {
    return place(
        manifest,
        folder,
        targets -> {
          for (Map.Entry<String, Path> each : targets.entrySet()) {
            Path image = PathText.path(each.getKey());
            if (!Files.isRegularFile(image)) {
              throw new IOException(each.getKey() + " is no file to link to: copy instead");
            }
            Files.createDirectories(each.getValue().toAbsolutePath().getParent());
            Files.deleteIfExists(each.getValue());
            Files.createSymbolicLink(each.getValue(), image);
          }
        });
  }

  private static long place(Path manifest, Path folder, Placing placing) {
    Map<String, Path> batch = new LinkedHashMap<>();
    long[] images = {0};
    StageFolder.forEachRow(
        manifest,
        List.of("path", "id"),
        row -> {
          String id = PartTable.text(row, "id");
          PathText.requireBelow(id);
          batch.put(PartTable.text(row, "path"), PathText.resolve(folder, id));
          images[0]++;
          if (batch.size() == BATCH) {
            placing.place(batch);
            batch.clear();
          }
        });
    try {
      placing.place(batch);
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(folder), IoReason.of(e)), e);
    }
    return images[0];
  }
}
