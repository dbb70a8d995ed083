package io.github.dino4j.data.record;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.io.IOException;

/**
 * One image of a source, not read yet. A problem that the source met (a bad manifest row, a broken
 * shard) is a record too: its {@link #read} says what is wrong.
 *
 * @param id what names the image in feature files: the manifest's {@code id}, else the path inside
 *     the input with {@code /} between folders ({@code shard.tar/member} in shards); not
 *     necessarily unique
 * @param path where the image lies, as the user could open it; inside a shard {@code
 *     folder/shard.tar/member}
 * @param annotation what the dataset says of it
 * @param bytes its encoded bytes
 */
public record ImageRecord(String id, String path, Annotation annotation, ImageBytes bytes) {

  public static ImageRecord problem(String id, String path, String reason) {
    return new ImageRecord(id, path, Annotation.NONE, ImageBytes.missing(reason));
  }

  /**
   * Reads the encoded image.
   *
   * @throws DinoException when it cannot be read; the message is the reason, without the path
   */
  public byte[] read() {
    try {
      return bytes.read();
    } catch (IOException e) {
      throw new DinoException(IoReason.of(e), e);
    }
  }
}
