package io.github.dino4j.data.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged shards and manifests end in rejects or one refusal: nothing else is thrown or hangs. */
@Timeout(60)
class DamagedInputTest {
  @TempDir Path folder;

  private byte[] shard(String name) throws IOException {
    Path file = folder.resolve(name);
    OutputStream raw = Files.newOutputStream(file);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(name.endsWith("gz") ? new GZIPOutputStream(raw) : raw)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String member :
          List.of("a.jpg", "a.cls", "b/".repeat(70) + "c.png", "d.json", "d.jpg")) {
        TarArchiveEntry entry = new TarArchiveEntry(member);
        entry.setSize(3);
        tar.putArchiveEntry(entry);
        tar.write(new byte[3]);
        tar.closeArchiveEntry();
      }
    }
    return Files.readAllBytes(file);
  }

  private void damage(String name, byte[] whole, int times) throws IOException {
    Random random = new Random(11);
    Path file = folder.resolve(name);
    int refused = 0;
    for (int i = 0; i < times; i++) {
      byte[] bytes = whole.clone();
      for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bytes);
      refused += readAll(file) ? 0 : 1;
    }
    assertThat(refused).isLessThan(times);
  }

  /** False when the input was refused as a whole. */
  private static boolean readAll(Path file) {
    try (RecordStream records = ImageSource.of(List.of(file.toString())).open()) {
      while (records.hasNext()) {
        read(records.next());
      }
      return true;
    } catch (DinoException e) {
      assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
      return false;
    }
  }

  private static void read(ImageRecord record) {
    try {
      assertThat(record.read()).isNotNull();
    } catch (DinoException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Test
  void tars() throws IOException {
    damage("a.tar", shard("a.tar"), 400);
    damage("a.tar.gz", shard("a.tar.gz"), 200);
  }

  @Test
  void parquet() throws IOException {
    for (String name : List.of("hugging-face.parquet", "paths-zstd.parquet", "paths-lz4.parquet")) {
      damage(name, Files.readAllBytes(Path.of("src/test/resources/source", name)), 80);
    }
  }

  @Test
  void text() throws IOException {
    byte[] csv = "path,label\n\"a,b.jpg\",x\nc.jpg,y\n".repeat(5).getBytes("UTF-8");
    damage("a.csv", csv, 300);
    damage("a.txt", csv, 100);
  }
}
