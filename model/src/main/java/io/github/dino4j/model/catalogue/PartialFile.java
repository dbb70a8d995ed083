package io.github.dino4j.model.catalogue;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Sha256;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.torch.file.WeightFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The beginning of a download, beside the place it is for, and the server's tag of the version it
 * belongs to, so that another process can go on where one was stopped.
 */
final class PartialFile {
  private final Path target;
  private final Path part;
  private final Path tag;

  PartialFile(Path target) {
    this.target = target;
    part = target.resolveSibling(target.getFileName() + ".part");
    tag = target.resolveSibling(target.getFileName() + ".part.tag");
  }

  long size() {
    try {
      return Files.exists(part) ? Files.size(part) : 0;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  Optional<String> tag() {
    try {
      return Files.exists(tag) ? Optional.of(Files.readString(tag)) : Optional.empty();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Forgets what is there and remembers what comes. */
  void begin(Optional<String> newTag) {
    discard();
    newTag.ifPresent(value -> WholeFile.writeText(tag, value));
  }

  OutputStream append() {
    try {
      return Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  void discard() {
    try {
      Files.deleteIfExists(part);
      Files.deleteIfExists(tag);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  String sha256() {
    try (InputStream in = new DigestInputStream(Files.newInputStream(part), Sha256.digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * @throws DinoException if what came is no weight file, such as the error page of a proxy
   */
  void requireWeights() {
    WeightFile.open(part).close();
  }

  void moveIntoPlace() {
    try {
      WholeFile.move(part, target);
      Files.deleteIfExists(tag);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  DinoException unwritable(IOException e) {
    return WholeFile.failed(part, e);
  }
}
