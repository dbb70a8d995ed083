package io.github.dino4j.data.collection;

import static io.github.dino4j.data.collection.Records.all;
import static io.github.dino4j.data.collection.Records.ids;
import static io.github.dino4j.data.collection.Records.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarShardTest {
  private static final String LONG = "deep/".repeat(40) + "ü.jpg";

  @TempDir Path folder;

  /** Members hold their own name. */
  private Path tar(String name, String... members) throws IOException {
    Path file = folder.resolve(name);
    OutputStream raw = Files.newOutputStream(file);
    OutputStream out = name.endsWith("gz") ? new GZIPOutputStream(raw) : raw;
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      boolean gnu = name.startsWith("gnu");
      tar.setLongFileMode(
          gnu ? TarArchiveOutputStream.LONGFILE_GNU : TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(!gnu);
      for (String member : members) {
        byte[] bytes = member.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(member);
        entry.setSize(member.endsWith("/") ? 0 : bytes.length);
        tar.putArchiveEntry(entry);
        if (!member.endsWith("/")) {
          tar.write(bytes);
        }
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar", "gnu.tar", "a.tar.gz", "gnu.tgz"})
  void membersAreReadWhereverTheirNamesStand(String name) throws IOException {
    Path shard = tar(name, "dir/", "dir/a.jpg", "dir/a.cls", LONG, "dir/._b.jpg", "b.PNG", "c.txt");

    List<ImageRecord> records = all(shard);

    assertThat(records)
        .extracting(ImageRecord::id)
        .containsExactly(name + "/dir/a.jpg", name + "/" + LONG, name + "/b.PNG");
    assertThat(records)
        .allSatisfy(record -> assertThat(record.id()).endsWith(new String(record.read(), "UTF-8")));
    assertThat(records.getFirst().annotation().label()).isEqualTo("dir/a.cls");
    assertThat(records.get(1).annotation()).isEqualTo(Annotation.NONE);
    assertThat(records.getFirst().path()).isEqualTo(shard + "/dir/a.jpg");
  }

  @Test
  void entriesOfJsonAreFields() {
    Annotation said = new Annotation(null, "{\"group\": \"north\", \"price\": 3}");

    assertThat(said.field("group")).isEqualTo("north");
    assertThat(said.field("price")).isEqualTo("3");
    assertThat(said.field("mask")).isNull();
  }

  @Test
  void aSampleSharesItsLabelWhereverItStands() throws IOException {
    Path shard = tar("a.tar", "x.json", "x.left.jpg", "x.right.jpg", "x.cls", "y.jpg");

    List<ImageRecord> records = all(shard);

    assertThat(records).hasSize(3);
    assertThat(records.subList(0, 2))
        .extracting(ImageRecord::annotation)
        .containsOnly(new Annotation("x.cls", "x.json"));
    assertThat(records.get(2).annotation()).isEqualTo(Annotation.NONE);
  }

  @Test
  void countsComeFromPlainTarsAlone() throws IOException {
    String plain = tar("a.tar", "x.jpg", "x.cls", "y.jpg").toString();
    String packed = tar("a.tar.gz", "x.jpg").toString();

    assertThat(ImageSource.of(List.of(plain, plain)).count()).hasValue(4);
    assertThat(ImageSource.of(List.of(plain, packed)).count()).isEmpty();
  }

  @Test
  void bracesNameManyShardsAndAGapIsAReject() throws IOException {
    tar("s-08.tar", "a.jpg");
    tar("s-10.tar", "b.jpg");

    List<ImageRecord> records = all(folder.resolve("s-{08..10}.tar"));

    assertThat(records)
        .extracting(ImageRecord::id)
        .containsExactly("s-08.tar/a.jpg", "s-09.tar", "s-10.tar/b.jpg");
    assertThatThrownBy(records.get(1)::read).hasMessage("no such file");
  }

  @Test
  void aCutShardGivesWhatIsWholeAndThenAReject() throws IOException {
    Path shard = tar("a.tar", "x.jpg", "x.cls", "y.jpg", "z.jpg");
    byte[] bytes = Files.readAllBytes(shard);

    for (int length = 0; length < 8 * 512; length += 100) {
      Files.write(shard, Arrays.copyOf(bytes, length));
      List<ImageRecord> records = all(shard);
      int whole = length < 512 * 2 ? 0 : length < 512 * 6 ? 1 : length < 512 * 8 ? 2 : 3;
      for (int i = 0; i < whole; i++) {
        assertThat(records.get(i).read()).hasSize(5);
      }
      assertThat(records).hasSizeLessThanOrEqualTo(whole + 2);
    }
  }

  @Test
  void garbageIsAReject() throws IOException {
    Path shard = folder.resolve("bad.tar");
    Files.write(shard, new byte[] {1, 2, 3});
    Path packed = folder.resolve("bad.tar.gz");
    Files.write(packed, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});

    List<ImageRecord> records = all(shard, packed);

    assertThat(records).extracting(ImageRecord::id).containsExactly("bad.tar", "bad.tar.gz");
    assertThatThrownBy(records.get(0)::read).hasMessage("no tar header at byte 0");
    assertThatThrownBy(records.get(1)::read).hasMessageStartingWith("damaged compression");
  }

  /** Without a limit these would fill the memory and the stack. */
  @Test
  void headersWithoutEndAreAReject() throws IOException {
    Path name = folder.resolve("name.tar");
    Files.write(name, join(header(TarConstants.LF_GNUTYPE_LONGNAME, 1 << 20), new byte[1 << 20]));
    Path nested = folder.resolve("nested.tar");
    byte[] header = header(TarConstants.LF_GNUTYPE_LONGNAME, 0);
    Files.write(nested, join(Collections.nCopies(4000, header).toArray(byte[][]::new)));

    assertThat(all(name, nested))
        .hasSize(2)
        .allSatisfy(record ->
            assertThatThrownBy(record::read)
                .hasMessage("more than 524288 bytes of headers before a member"));
  }

  @Test
  void onlyRegularFilesAreMembers() throws IOException {
    Path shard = folder.resolve("a.tar");
    byte[] types = {
      TarConstants.LF_LINK,
      TarConstants.LF_SYMLINK,
      TarConstants.LF_CHR,
      TarConstants.LF_DIR,
      TarConstants.LF_FIFO,
      TarConstants.LF_NORMAL,
      TarConstants.LF_OLDNORM,
      TarConstants.LF_CONTIG
    };
    byte[][] headers = new byte[types.length][];
    for (int i = 0; i < types.length; i++) {
      headers[i] = header(types[i], 0);
    }
    Files.write(shard, join(headers));

    assertThat(ids(shard)).containsExactly("a.tar/x.jpg", "a.tar/x.jpg", "a.tar/x.jpg");
  }

  @Test
  void aCutBlockOfZerosStillEndsAnArchive() throws IOException {
    Path shard = folder.resolve("a.tar");
    Files.write(shard, join(header(TarConstants.LF_NORMAL, 0), new byte[512 + 100]));

    assertThat(ids(shard)).containsExactly("a.tar/x.jpg");
  }

  private static byte[] header(byte type, long size) {
    TarArchiveEntry entry = new TarArchiveEntry("x.jpg", type);
    entry.setSize(size);
    byte[] block = new byte[512];
    entry.writeEntryHeader(block);
    return block;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void aBinarySizeIsUnderstood() throws IOException {
    Path shard = tar("a.tar", "x.jpg");
    byte[] bytes = Files.readAllBytes(shard);
    Arrays.fill(bytes, 124, 136, (byte) 0);
    bytes[124] = (byte) 0x80;
    bytes[135] = 5;
    Arrays.fill(bytes, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += bytes[i] & 0xff;
    }
    byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, bytes, 148, digits.length);
    Files.write(shard, bytes);

    assertThat(all(shard).getFirst().read()).asString().isEqualTo("x.jpg");
  }

  @Test
  void shardsInAFolderWithoutImagesAreOpened() throws IOException {
    tar("b.tar", "x.jpg");
    tar("a.tar", "y.jpg");

    assertThat(ids(folder)).containsExactly("a.tar/y.jpg", "b.tar/x.jpg");
    assertThat(ImageSource.of(List.of(folder.toString())).count()).hasValue(2);

    touch(folder, "c.jpg");
    assertThat(ids(folder)).containsExactly("c.jpg");
  }

  @Test
  void realShardsGiveEveryImageWithItsClass() {
    Path data = Path.of("../../shared/data/tiny-imagenet");
    Assumptions.assumeTrue(Files.isDirectory(data), "skipped: no ../../shared/data/tiny-imagenet");

    List<ImageRecord> records = all(data.resolve("val-{000..001}.tar"));

    assertThat(records).hasSize(4000);
    assertThat(records)
        .allSatisfy(record -> assertThat(record.annotation().label()).containsOnlyDigits());
    assertThat(records.get(3999).read()).startsWith(0xff, 0xd8);
  }

  /** As WebDataset's base_plus_ext and group_by_keys take names apart. */
  @Test
  void anExtensionBeginsAtTheFirstDot() throws IOException {
    Path shard =
        tar(
            "a.tar",
            "IMG.001.jpg",
            "IMG.001.cls",
            "IMG.002.jpg",
            "IMG.002.cls",
            "dir.v1/a.jpg",
            "dir.v1/a.cls",
            "B.JPG",
            "B.CLS",
            "c.jpg",
            "README",
            "._c.cls",
            "c.cls",
            "__MACOSX/d.jpg",
            "@eaDir/d.jpg");

    assertThat(all(shard))
        .extracting(ImageRecord::id, record -> record.annotation().label())
        .containsExactly(
            tuple("a.tar/IMG.001.jpg", null),
            tuple("a.tar/IMG.002.jpg", null),
            tuple("a.tar/dir.v1/a.jpg", "dir.v1/a.cls"),
            tuple("a.tar/B.JPG", "B.CLS"),
            tuple("a.tar/c.jpg", "c.cls"));
    assertThat(ImageSource.of(List.of(shard.toString())).count()).hasValue(5);
  }

  @Test
  void gzipIsToldFromTheContent() throws IOException {
    Path packed = Files.move(tar("a.tar.gz", "x.jpg"), folder.resolve("b.tar"));
    Path plain = Files.move(tar("c.tar", "y.jpg"), folder.resolve("d.TAR"));

    assertThat(ids(packed, plain)).containsExactly("b.tar/x.jpg", "d.TAR/y.jpg");
    assertThat(all(plain).getFirst().read()).asString().isEqualTo("y.jpg");
  }
}
