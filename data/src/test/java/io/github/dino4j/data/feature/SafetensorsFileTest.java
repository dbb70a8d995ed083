package io.github.dino4j.data.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafetensorsFileTest extends DenseFileContract {
  SafetensorsFileTest() {
    super(".safetensors");
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

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    byte[] json = new byte[length];
    bytes.get(json);

    assertThat((length + 8) % 64).isZero();
    assertThat(bytes.remaining()).isEqualTo(2 * 3 * 4);
    assertThat(new String(json, StandardCharsets.UTF_8).strip())
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
}
