package io.github.dino4j.curate.report;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImagesByPath;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.report.Html;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Small pictures, read where the images lie when the report is written. */
final class Thumbnails {
  /** The longer side, in pixels. */
  private static final int SIDE = 128;

  private final Map<String, String> tags = new ConcurrentHashMap<>();

  private Thumbnails() {}

  /** Reads images; one that cannot be read, or has no path, shows as a box that says so. */
  static Thumbnails of(Collection<Tile> tiles) {
    Thumbnails thumbnails = new Thumbnails();
    ImageDecoder decoder = new ImageDecoder();
    Set<String> paths = new TreeSet<>();
    tiles.stream()
        .map(Tile::path)
        .forEach(path -> {
          if (path != null) {
            paths.add(path);
          }
        });
    ImagesByPath.forEach(
        paths, (path, image) -> thumbnails.tags.put(path, tag(decoder, path, image)));
    return thumbnails;
  }

  private static String tag(ImageDecoder decoder, String path, byte[] image) {
    try {
      RgbImage photo = decoder.decode(image);
      int side = Math.min(SIDE, Math.max(photo.width(), photo.height()));
      String name = path.substring(path.lastIndexOf('/') + 1);
      return PictureFile.tag(Photos.scaled(photo, side), Html.escape(name));
    } catch (DinoException _) {
      return "<div class=\"gone\">unreadable</div>";
    }
  }

  /** HTML. */
  String of(Tile tile) {
    String path = tile.path();
    String tag = path == null ? null : tags.get(path);
    return tag == null ? "<div class=\"gone\">gone</div>" : tag;
  }
}
