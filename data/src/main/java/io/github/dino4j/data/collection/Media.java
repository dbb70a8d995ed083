package io.github.dino4j.data.collection;

import io.github.dino4j.base.PathText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What a collection is of, and so what of a folder belongs to it. */
enum Media {
  /** Images, and the tar shards that hold some. */
  IMAGES {
    @Override
    boolean hasName(String name) {
      return ImageFiles.hasImageName(name);
    }

    @Override
    boolean isOne(Path file, String name) {
      return ImageFiles.isImage(file, name);
    }

    @Override
    boolean isOne(Path folder) {
      return false;
    }
  },

  /** Clips: video files by their names, and folders of frames, which hold images and no videos. */
  VIDEOS {
    @Override
    boolean hasName(String name) {
      return EXTENSIONS.contains(ImageFiles.extension(name));
    }

    @Override
    boolean isOne(Path file, String name) {
      return hasName(name);
    }

    @Override
    boolean isOne(Path folder) {
      boolean frames = false;
      try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
        for (Path path : paths) {
          String name = PathText.text(path.getFileName());
          if (!PassedOver.is(name) && hasName(name)) {
            return false;
          }
          frames |= !PassedOver.is(name) && ImageFiles.hasImageName(name);
        }
      } catch (IOException _) {
        return false; // the walk will say why
      }
      return frames;
    }
  };

  private static final Set<String> EXTENSIONS =
      Set.of(
          "mp4", "m4v", "mov", "qt", "mkv", "webm", "avi", "gif", "mpg", "mpeg", "m2v", "vob", "ts",
          "mts", "m2ts", "wmv", "asf", "flv", "f4v", "ogv", "3gp", "3g2", "mxf", "y4m", "divx",
          "mjpeg", "mjpg", "h264", "h265", "hevc", "ivf");

  /** Whether a name promises one. */
  abstract boolean hasName(String name);

  /** Whether a file is one. */
  abstract boolean isOne(Path file, String name);

  /** Whether a folder as a whole is one. */
  abstract boolean isOne(Path folder);
}
