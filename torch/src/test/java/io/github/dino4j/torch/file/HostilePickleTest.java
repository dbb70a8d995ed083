package io.github.dino4j.torch.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.pickle.PickleMachine;
import io.github.dino4j.torch.pickle.TensorTree;
import io.github.dino4j.torch.storage.Cursor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that would grow, loop, or run something. */
class HostilePickleTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\u0002cos\nsystem\n(X\u0004\0\0\0truetR.",
        "\u0080\u0002cbuiltins\neval\n.",
        "(ios\nsystem\n.",
        "\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093.",
        "\u0080\u0002ctorch.storage\n_load_from_bytes\n.",
        "\u0080\u0002ctorch\nload\n.",
        "\u0080\u0002ctorch.serialization\nload\n.",
        "\u0080\u0002cnumpy.f2py\ncompile\n.",
        "\u0080\u0002csubprocess\nPopen\n.",
        "\u0080\u0002coperator\nmethodcaller\n.",
        "\u0080\u0002ctorch.package\nPackageImporter\n.",
        "\u0080\u0002cpathlib\nPath.write_text\n.",
        "\u0080\u0002cfunctools\npartial\n(cos\nsystem\nX\u0004\0\0\0truetR.",
        "\u0080\u0002csomebody.tools\nrun\n)R.",
        "\u0080\u0002cbuiltins\ngetattr\n(X\u0001\0\0\0aX\u0005\0\0\0uppertR.",
        "\u0080\u0002cbuiltins\ngetattr\n(cpathlib\nPath\nX\u0005\0\0\0touchtR)R.",
        "\u0080\u0002ctorch._tensor\n_rebuild_from_type_v2\n(csomebody.tools\nrun\nN)NtR.",
        "\u0080\u0002ctorch._tensor\n"
            + "_rebuild_from_type_v2\n"
            + "](ctorch._tensor\n"
            + "_rebuild_from_type_v2\n"
            + "NNeR."
      })
  void everyCallThatIsNotRebuildingDataIsRefusedByName(String pickle) {
    assertRefused(pickle, "refused: the file asks to call");
  }

  @Test
  void aDictionaryThatHoldsItself() {
    assertRefused("\u0080\u0002}q\0X\u0001\0\0\0ah\0s.", "nested too deeply");
  }

  @Test
  void dictionariesThatMultiply() {
    StringBuilder pickle = new StringBuilder("\u0080\u0002]q\0");
    for (int level = 1; level <= 12; level++) {
      pickle.append("](").repeat("h" + (char) (level - 1), 100).append("eq").append((char) level);
    }
    pickle.append("}X\u0001\0\0\0ah\u000cs.");
    assertRefused(pickle.toString(), "nested too deeply");
  }

  @Test
  void anEndlessPickle() {
    assertRefused("N0".repeat(1_500_000) + ".", "takes more than");
  }

  @Test
  void lyingLengths() {
    assertRefused("\u0080\u0002X\u00ff\u00ff\u00ff\u00ff", "truncated or damaged");
    assertRefused("\u0080\u0002\u008b\u00ff\u00ff\u00ff\u007f", "truncated or damaged");
    assertRefused("\u0080\u0002\u008b\u00ff\u00ff\u00ff\u00ff", "truncated or damaged");
    assertRefused(
        "\u0080\u0002\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "truncated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.", "h\u0005.", "R.", "s.", "u.", "0.", "2.", "Q.", "b.", "(0.", "o."})
  void valuesThatAreNotThere(String pickle) {
    assertRefused("\u0080\u0002" + pickle, "damaged");
  }

  /** Four bytes that claim to be a matrix of 10^18 elements, by strides of zero. */
  @Test
  void aTensorLargerThanItsStorage() throws Exception {
    String big = "\u008a\u0005\0\u00ca\u009a\u003b\0"; // 10^9
    assertZipRefused(tensor("K\0", big + big, "K\0K\0"), "impossible shape|beyond its storage");
    assertZipRefused(tensor("K\0", "K\u0002", "K\0"), "beyond its storage");
  }

  @Test
  void aTensorOutsideItsStorage() throws Exception {
    assertZipRefused(tensor("K\u0001", "K\u0001", "K\u0001"), "beyond its storage");
    assertZipRefused(tensor("J\u00ff\u00ff\u00ff\u00ff", "K\u0001", "K\u0001"), "malformed");
    assertZipRefused(tensor("K\0", "J\u00ff\u00ff\u00ff\u00ff", "K\u0001"), "negative");
    assertZipRefused(tensor("K\0", "K\u0001K\u0001", "K\u0001"), "malformed");
  }

  private static String tensor(String offset, String shape, String strides) {
    return "\u0080\u0002}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n"
        + "((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0000X\u0003\0\0\0cpuK\u0001tQ"
        + offset
        + "("
        + shape
        + "t("
        + strides
        + "t\u0089}tRs.";
  }

  private void assertZipRefused(String pickle, String reason) throws Exception {
    Path path = folder.resolve("x.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      add(zip, "x/data.pkl", pickle.getBytes(ISO_8859_1));
      add(zip, "x/data/0", new byte[4]);
    }
    assertThatThrownBy(() -> WeightFile.open(path))
        .isInstanceOf(DinoException.class)
        .hasMessageMatching(".*tensor w: .*(" + reason + ").*");
  }

  private static void add(ZipOutputStream zip, String name, byte[] data) throws Exception {
    CRC32 crc = new CRC32();
    crc.update(data);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(data.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }

  private static void assertRefused(String pickle, String reason) {
    Cursor cursor = new Cursor(MemorySegment.ofArray(pickle.getBytes(ISO_8859_1)));
    assertThatThrownBy(
            () -> TensorTree.flatten(PickleMachine.load(cursor).value(), _ -> MemorySegment.NULL))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(reason);
  }
}
