package io.github.dino4j.image.picture;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as PNG or JPEG; a file appears whole or not at all. */
public final class PictureFile {
  private static final float JPEG_QUALITY = 0.88f;

  private PictureFile() {}

  /**
   * Writes a picture, over an old one if there is one, and makes its folder.
   *
   * @param file its ending decides: .png, .jpg or .jpeg
   * @throws DinoException if the ending is another, or the file cannot be written
   */
  public static void write(BufferedImage picture, Path file) {
    byte[] bytes = encode(picture, requireFormat(file));
    WholeFile.write(file, out -> out.write(bytes));
  }

  /**
   * The format that a file's ending asks for, {@code png} or {@code jpeg}; lets a command refuse
   * before it works.
   *
   * @throws DinoException if the ending is another
   */
  public static String requireFormat(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      return "png";
    }
    if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
      return "jpeg";
    }
    throw new DinoException(
        "pictures are written as .png or .jpg, not as " + file + ": change its ending");
  }

  /**
   * An {@code img} tag that holds the picture itself, as JPEG.
   *
   * @param alt what it shows, as HTML
   */
  public static String tag(BufferedImage picture, String alt) {
    String bytes = Base64.getEncoder().encodeToString(encode(picture, "jpeg"));
    return "<img src=\"data:image/jpeg;base64,%s\" width=\"%d\" height=\"%d\" alt=\"%s\">"
        .formatted(bytes, picture.getWidth(), picture.getHeight(), alt);
  }

  /**
   * The bytes that a file would hold.
   *
   * @param format as of {@link #requireFormat}
   */
  public static byte[] encode(BufferedImage picture, String format) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (format.equals("jpeg")) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(JPEG_QUALITY);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    } catch (IOException e) {
      throw new DinoException("cannot encode a picture as " + format + ": " + e, e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
