package io.github.dino4j.springai;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.util.MimeType;

/** The image of a document: bytes, or a file by its URI. Nothing is fetched from a network. */
final class DocumentImage {
  private static final MimeType IMAGE = new MimeType("image");

  private DocumentImage() {}

  /** Whether a text is the URI of a file. */
  static boolean isFileUri(String text) {
    return text.toLowerCase(Locale.ROOT).startsWith("file:");
  }

  /**
   * @throws DinoException if a document has no image, or one that is neither bytes nor a file
   */
  static byte[] read(Document document) {
    Media media = document.getMedia();
    if (media == null) {
      throw new DinoException(
          "document %s is text, which a model of images cannot embed: give an image, as Media or as file: URI in a query"
              .formatted(Quoted.of(document.getId())));
    }
    if (media.getData() instanceof byte[] bytes) {
      return bytes;
    }
    Path file =
        file(media)
            .orElseThrow(() ->
                new DinoException(
                    "the image of document %s is not fetched: give its bytes or the file: URI of a file"
                        .formatted(Quoted.of(document.getId()))));
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DinoException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The file that an image lies in; empty where it is bytes or lies elsewhere. */
  static Optional<Path> file(Media media) {
    String address = media.getData() instanceof byte[] ? "" : media.getData().toString();
    return isFileUri(address) ? Optional.of(path(address)) : Optional.empty();
  }

  private static Path path(String uri) {
    try {
      return Path.of(URI.create(uri));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new DinoException(
          "%s is the URI of no file: %s".formatted(Quoted.of(uri), e.getMessage()), e);
    }
  }

  /** A file as media, by its name: it need not be there. */
  static Media media(Path file) {
    String type = URLConnection.guessContentTypeFromName(String.valueOf(file.getFileName()));
    MimeType known = type == null ? IMAGE : MimeType.valueOf(type);
    return new Media(known, file.toUri());
  }

  /** As {@link #media(Path)}. */
  static Media media(String fileUri) {
    return media(path(fileUri));
  }
}
