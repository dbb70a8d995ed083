package io.github.dino4j.data.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SafetensorsFileTest extends DenseFileContract {
  SafetensorsFileTest() {
    super(".safetensors", ".parquet");
  }

  @Test
  void theTensorHasItsNameAndTheFileItsProvenance() {
    Rows.write(file(), List.of(Rows.cls(0, 3)));

    try (FeatureReader reader = FeatureFile.read(file())) {
      assertThat(reader.provenance()).containsEntry("model", "tiny").hasSize(2);
      assertThat(reader.next().arrays()).containsOnlyKeys("cls");
    }
  }

  @Test
  void theHeaderIsOfTheFormat() throws IOException {
    Rows.write(file(), List.of(Rows.cls(0, 3), Rows.cls(1, 3)));

    ByteBuffer bytes = bytes();
    String header = header(bytes);

    assertThat(bytes.position() % 64).isZero();
    assertThat(bytes.remaining()).isEqualTo(2 * 3 * 4);
    assertThat(header)
        .isEqualTo(
            "{\"__metadata__\":{\"model\":\"tiny\",\"size\":\"224\"},"
                + "\"cls\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}");
  }

  @Test
  void severalTensorsShareTheirRows() {
    List<FeatureRow> rows = List.of(Rows.two(0), Rows.two(12), Rows.two(24)); // of equal grids
    Rows.write(file(), rows);

    Rows.assertSame(Rows.read(file()), rows);
    try (DenseFeatures features = DenseFeatures.open(file())) {
      Rows.assertSame(List.of(features.row(1)), List.of(rows.get(1)));
      assertThat(features.row(1).arrays().keySet()).containsExactly("cls", "patches");
    }
  }

  private ByteBuffer bytes() throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Moves the buffer behind the header. */
  private static String header(ByteBuffer bytes) {
    byte[] json = new byte[(int) bytes.getLong()];
    bytes.get(json);
    return new String(json, StandardCharsets.UTF_8).strip();
  }

  @Test
  void patchesOfOneGridAreOneArrayOfImages() throws IOException {
    List<FeatureRow> rows = List.of(Rows.patches(0, 2, 3), Rows.patches(1, 2, 3));
    Rows.write(file(), rows);

    assertThat(header(bytes()))
        .endsWith("\"patches\":{\"dtype\":\"F32\",\"shape\":[2,6,5],\"data_offsets\":[0,240]}}");
    Rows.assertSame(Rows.read(file()), rows);
  }

  /** Portrait and landscape have as many patches, and still are other grids. */
  @Test
  void patchesOfSeveralGridsFollowOneAnotherAndTheGridsThem() throws IOException {
    List<FeatureRow> rows =
        List.of(Rows.patches(0, 2, 3), Rows.patches(1, 2, 3), Rows.patches(2, 3, 2));
    Rows.write(file(), rows);

    ByteBuffer bytes = bytes();
    assertThat(header(bytes))
        .endsWith(
            "\"patches\":{\"dtype\":\"F32\",\"shape\":[18,5],\"data_offsets\":[0,360]},"
                + "\"grids\":{\"dtype\":\"I32\",\"shape\":[3,2],\"data_offsets\":[360,384]}}");
    assertThat(bytes.position() % 64).isZero();
    for (FeatureRow row : rows) {
      for (float value : row.arrays().firstEntry().getValue().values()) {
        assertThat(bytes.getFloat()).isEqualTo(value);
      }
    }
    for (int side : new int[] {2, 3, 2, 3, 3, 2}) {
      assertThat(bytes.getInt()).isEqualTo(side);
    }
    assertThat(bytes.hasRemaining()).isFalse();
    Rows.assertSame(Rows.read(file()), rows);
  }

  @Property(tries = 60)
  void anyGridsComeBackInAnyOrder(@ForAll @IntRange(min = 1, max = 40) int images, @ForAll int seed)
      throws IOException {
    Random random = new Random(seed);
    int sizes = 1 + random.nextInt(4);
    FeatureType type = FeatureType.values()[random.nextInt(2)];
    List<FeatureRow> rows = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
      arrays.put("cls", rounded(Rows.array(random, 3), type));
      int[] grid = {1 + random.nextInt(sizes), 1 + random.nextInt(sizes), 3};
      arrays.put("patches", rounded(Rows.array(random, grid), type));
      rows.add(new FeatureRow(Rows.image(i), arrays));
    }
    Path temporary = Files.createTempDirectory("features");
    Path file = temporary.resolve("features.safetensors");
    try {
      Rows.write(file, rows);

      Rows.assertSame(Rows.read(file), rows);
      try (DenseFeatures features = DenseFeatures.open(file)) {
        for (int i = images - 1; i >= 0; i--) {
          Rows.assertSame(List.of(features.row(i)), List.of(rows.get(i)));
        }
      }
      try (Stream<Path> files = Files.list(temporary)) {
        assertThat(files).containsExactlyInAnyOrder(file, IdList.beside(file));
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(IdList.beside(file));
      Files.delete(temporary);
    }
  }

  private static FeatureArray rounded(FeatureArray array, FeatureType type) {
    if (type == FeatureType.FLOAT16) {
      for (int i = 0; i < array.values().length; i++) {
        array.values()[i] = Float.float16ToFloat(Float.floatToFloat16(array.values()[i]));
      }
    }
    return array.as(type);
  }

  @Test
  void aCutFileOfSeveralGridsIsToldInOneLine() throws IOException {
    Rows.write(file(), List.of(Rows.two(0), Rows.two(1), Rows.two(2)));
    assertCutsAreTold(1);
  }

  @Test
  void gridsThatDoNotFitThePatchesAreTold() throws IOException {
    Rows.write(file(), List.of(Rows.patches(0, 2, 3), Rows.patches(1, 1, 4)));
    byte[] whole = Files.readAllBytes(file());

    whole[whole.length - 4] = 5; // columns of the last grid, little endian
    Files.write(file(), whole);
    assertThatThrownBy(() -> Rows.read(file()))
        .hasMessage(file() + ": its arrays have rows of different images");

    whole[whole.length - 4] = 0;
    Files.write(file(), whole);
    assertThatThrownBy(() -> Rows.read(file())).hasMessage(file() + ": a grid of 1 x 0 patches");
  }

  @Test
  void twoGridsOfOneImageAreABug() {
    SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
    arrays.put("patches", Rows.array(new Random(1), 2, 3, 5));
    arrays.put("others", Rows.array(new Random(1), 3, 2, 5));
    try (FeatureWriter writer = FeatureFile.write(file(), Map.of())) {
      assertThatThrownBy(() -> writer.write(new FeatureRow(Rows.image(0), arrays)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
