package io.github.dino4j.torch.storage;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A whole file in memory, read page by page as it is touched; unmapped with its arena. */
public final class MappedFile {
  private MappedFile() {}

  public static MemorySegment map(Path path, Arena arena) {
    if (!Files.exists(path)) {
      throw new DinoException("there is no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new DinoException("is not a file");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() == 0) {
        throw new DinoException("the file is empty; copy or download it again");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException e) {
      throw new DinoException("cannot be read: " + e.getMessage(), e);
    }
  }
}
