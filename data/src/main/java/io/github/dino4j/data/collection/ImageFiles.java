package io.github.dino4j.data.collection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Which files of a folder are images: those with an image's extension, and those with any other or
 * none whose first bytes are an image's (photos are often misnamed). Formats that cannot be decoded
 * here but are surely photos count, so that they are rejected by name and not passed over.
 */
final class ImageFiles {
  private static final Set<String> IMAGES =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "jif", "png", "apng", "gif", "bmp", "dib", "tif", "tiff",
          "webp", "pnm", "ppm", "pgm", "pbm", "pam", "jp2", "j2k", "avif", "avifs", "heic", "heics",
          "heif", "heifs", "hif", "jxl");

  /** Common companions of images, not worth a look inside. */
  private static final Set<String> OTHERS =
      Set.of(
          "txt",
          "lst",
          "csv",
          "tsv",
          "json",
          "jsonl",
          "xml",
          "yaml",
          "yml",
          "md",
          "html",
          "cls",
          "parquet",
          "npy",
          "npz",
          "mat",
          "safetensors",
          "pth",
          "pt",
          "h5",
          "py",
          "log",
          "pdf",
          "zip",
          "tar",
          "gz",
          "tgz",
          "7z",
          "mp4",
          "mov",
          "avi",
          "mkv",
          "ds_store",
          "db");

  private ImageFiles() {}

  static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  static boolean hasImageName(String name) {
    return IMAGES.contains(extension(name));
  }

  static boolean isShard(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".tar") || lower.endsWith(".tar.gz") || lower.endsWith(".tgz");
  }

  static boolean isImage(Path file, String name) {
    return hasImageName(name) || (!OTHERS.contains(extension(name)) && startsLikeImage(file));
  }

  private static boolean startsLikeImage(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return looksLikeImage(new String(in.readNBytes(12), StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean looksLikeImage(String head) {
    return head.startsWith("\u00ff\u00d8\u00ff")
        || head.startsWith("\u0089PNG\r\n")
        || head.startsWith("GIF8")
        || head.startsWith("II*\0")
        || head.startsWith("MM\0*")
        || (head.startsWith("RIFF") && head.endsWith("WEBP"))
        || (head.startsWith("BM") && head.length() == 12 && head.startsWith("\0\0\0\0", 6))
        || head.matches("(?s)P[1-7]\\s.*");
  }
}
