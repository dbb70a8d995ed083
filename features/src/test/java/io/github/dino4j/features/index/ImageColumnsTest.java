package io.github.dino4j.features.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.base.FileStamp;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class ImageColumnsTest {
  private static final FileStamp STAMP = new FileStamp(5, 7);

  private static Map<String, Object> columns(Annotation annotation) {
    ImageRecord record =
        new ImageRecord("shirts/a.jpg", "/x/a.jpg", annotation, ImageBytes.held(new byte[0]));
    return ImageColumns.of(record, "/x", STAMP);
  }

  @Test
  void textIsKeptAsWhatItIsWrittenAs() {
    SequencedMap<String, String> row = new LinkedHashMap<>();
    row.put("whole", "-12");
    row.put("price", "49.90");
    row.put("small", "1e-3");
    row.put("sku", "007");
    row.put("long", "1234567890123456789012");
    row.put("sold", "true");
    row.put("size", "38 M");
    row.put("infinite", "1e999");
    row.put("empty", "");
    assertThat(columns(Annotation.ofColumns(row)))
        .containsEntry("whole", -12L)
        .containsEntry("price", 49.9)
        .containsEntry("small", 0.001)
        .containsEntry("sku", "007")
        .containsEntry("long", "1234567890123456789012")
        .containsEntry("sold", true)
        .containsEntry("size", "38 M")
        .containsEntry("infinite", "1e999")
        .doesNotContainKey("empty");
  }

  @Test
  void theImagesOwnColumnsComeBeforeThoseOfTheManifest() {
    SequencedMap<String, String> row = new LinkedHashMap<>();
    row.put("path", "a.jpg");
    row.put("label", "7");
    row.put("filebytes", "1");
    Map<String, Object> columns = columns(Annotation.ofColumns(row));
    assertThat(columns).containsEntry("path", "/x/a.jpg").containsEntry("label", "7");
    assertThat(ImageColumns.stamp(columns)).isEqualTo(STAMP);
    assertThat(ImageColumns.input(columns)).isEqualTo("/x");
    assertThat(ImageColumns.shown(columns)).containsOnlyKeys("path", "label", "filebytes");
  }

  @Test
  void aFolderIsTheLabelOfImagesThatHaveNone() {
    assertThat(columns(Annotation.NONE)).containsEntry("label", "shirts");
  }

  @Test
  void entriesOfAShardsJsonAreColumns() {
    Annotation json = new Annotation("cat", "{\"Price\": 5, \"tags\": [1], \"note\": \"n\"}");
    assertThat(ImageColumns.shown(columns(json)))
        .isEqualTo(Map.of("price", 5L, "note", "n", "label", "cat", "path", "/x/a.jpg"));
  }
}
