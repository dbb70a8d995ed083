package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.RecordStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** One thing that the user named as a source of images. */
interface Input {
  /** A fresh stream from the first record. */
  RecordStream open();

  /** How many records there are, where that is cheap to know. */
  OptionalLong count();

  /** Adds its records, in their order. */
  void split(FileSplits splits);

  /** The kind of input that a path is, by its extension; a manifest's header is checked. */
  static Input of(Path path, Media media) {
    if (Files.isDirectory(path)) {
      return media.isOne(path) ? new SingleImage(path) : new Folder(path, media);
    }
    if (!Files.exists(path)) {
      throw new DinoException("%s: no such file or folder".formatted(path));
    }
    String name = PathText.text(path);
    if (ImageFiles.isShard(name)) {
      if (media == Media.VIDEOS) {
        throw new DinoException(
            "%s: clips are not read from inside a tar: unpack it".formatted(path));
      }
      return new TarShard(path, name.substring(name.lastIndexOf(File.separatorChar) + 1));
    }
    return switch (ImageFiles.extension(name)) {
      case "txt", "lst" -> TextList.of(path);
      case "csv", "tsv" -> new CsvManifest(path);
      case "parquet" -> new ParquetManifest(path);
      default -> new SingleImage(path);
    };
  }
}
