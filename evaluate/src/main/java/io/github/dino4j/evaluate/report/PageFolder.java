package io.github.dino4j.evaluate.report;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.report.Html;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The folder of a page; numbers its pictures and gives back the tags that show them. For one
 * thread.
 */
public final class PageFolder {
  private final Path folder;
  private final Map<String, Integer> used = new HashMap<>();

  /** A page in this folder, which is made when the first file is. */
  public PageFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a photo or a heat map.
   *
   * @param stem what the file is called before its number
   * @param alt what the picture shows, for those who cannot see it
   * @return an {@code img} tag that loads only when it comes into view
   */
  public String photo(BufferedImage picture, String stem, String alt) {
    return write(picture, stem, ".jpg", alt);
  }

  /** The same for flat colours with sharp outlines, without loss. */
  public String drawing(BufferedImage picture, String stem, String alt) {
    return write(picture, stem, ".png", alt);
  }

  /** Writes the page itself, {@code index.html}. */
  public void index(String html) {
    WholeFile.writeText(folder.resolve("index.html"), html);
  }

  private String write(BufferedImage picture, String stem, String ending, String alt) {
    String name = stem + "-" + used.merge(stem, 1, Integer::sum) + ending;
    PictureFile.write(picture, folder.resolve(name));
    return "<img src=\"%s\" width=\"%d\" height=\"%d\" loading=\"lazy\" alt=\"%s\">"
        .formatted(name, picture.getWidth(), picture.getHeight(), Html.escape(alt));
  }
}
