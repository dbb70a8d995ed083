package io.github.dino4j.base;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** An input or output error in words for the user, without the path. */
public final class IoReason {
  private IoReason() {}

  /** What went wrong, in one line. */
  public static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException _, FileNotFoundException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "a file is in its place";
      case CharacterCodingException _ -> "no text in UTF-8";
      case NotDirectoryException _ -> "a part of its path is no folder";
      case ZipException z -> "damaged compression: " + known(z.getMessage(), z);
      case FileSystemException f -> known(f.getReason(), f);
      default -> known(e.getMessage(), e);
    };
  }

  private static String known(@Nullable String said, IOException e) {
    String message = said == null ? e.getClass().getSimpleName() : said;
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("not enough space")) {
      return "the disk is full: free some space";
    }
    return message.replaceAll("\\s+", " ").strip();
  }
}
