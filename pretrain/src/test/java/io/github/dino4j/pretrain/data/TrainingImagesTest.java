package io.github.dino4j.pretrain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingImagesTest {
  private static final int BLOCK = 512;

  @TempDir Path folder;

  private static TrainingImages index(Path... inputs) {
    return TrainingImages.index(Arrays.stream(inputs).map(Path::toString).toList());
  }

  /** A member of a tar: its ustar header and its bytes, both padded. */
  private static void member(OutputStream tar, String name, byte[] bytes) throws IOException {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, "%011o".formatted(bytes.length));
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    tar.write(header);
    tar.write(Arrays.copyOf(bytes, (bytes.length + BLOCK - 1) / BLOCK * BLOCK));
  }

  private static void put(byte[] header, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, at, ascii.length);
  }

  private static void shard(OutputStream out, int from, int count) throws IOException {
    try (out) {
      for (int i = from; i < from + count; i++) {
        member(out, i + ".png", Pictures.png(9, 8, i));
        member(out, i + ".cls", Integer.toString(i % 2).getBytes(StandardCharsets.UTF_8));
        member(out, i + ".json", "{\"text\": \"long\"}".getBytes(StandardCharsets.UTF_8));
      }
      out.write(new byte[2 * BLOCK]);
    }
  }

  @Test
  void foldersListsAndShardsAreOneRowOfImages() throws IOException {
    Path photos = Pictures.folder(folder.resolve("photos"), 3);
    Path list = Files.writeString(folder.resolve("list.txt"), "photos/01.png\n# no\nphotos/02.png");
    shard(Files.newOutputStream(folder.resolve("s-0.tar")), 0, 2);
    shard(Files.newOutputStream(folder.resolve("s-1.tar")), 2, 2);

    TrainingImages images = index(photos, list, folder.resolve("s-{0..1}.tar"));

    assertThat(images.size()).isEqualTo(9);
    assertThat(images.record(4).id()).isEqualTo("photos/02.png");
    for (int i = 8; i >= 5; i--) {
      assertThat(images.record(i).read()).isEqualTo(Pictures.png(9, 8, i - 5));
      assertThat(images.record(i).annotation().label()).isEqualTo(Integer.toString((i - 5) % 2));
      assertThat(images.record(i).annotation().json()).isNull();
    }
  }

  @Test
  void theFingerprintTellsDataApart() throws IOException {
    Path photos = Pictures.folder(folder.resolve("photos"), 3);
    String fingerprint = index(photos).fingerprint();
    assertThat(fingerprint).matches("[0-9a-f]{16}").isEqualTo(index(photos).fingerprint());
    assertThat(index(photos, photos.resolve("01.png")).fingerprint()).isNotEqualTo(fingerprint);
    Files.move(photos.resolve("01.png"), photos.resolve("03.png"));
    assertThat(index(photos).fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void whatHoldsNoImagesIsNamed() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> index(empty))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(empty + ": no images found");
    assertThatThrownBy(() -> index(folder.resolve("absent")))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("absent: no such file or folder");
    assertThatThrownBy(() -> TrainingImages.index(List.of()))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("no training data is named");
  }

  @Test
  void aCompressedShardIsRefusedWithTheWayOut() throws IOException {
    Path shard = folder.resolve("s.tar.gz");
    shard(new GZIPOutputStream(Files.newOutputStream(shard)), 0, 1);
    assertThatThrownBy(() -> index(shard))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("s.tar.gz")
        .hasMessageContaining("gunzip");
  }
}
