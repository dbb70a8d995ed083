package io.github.dino4j.data.collection;

import static io.github.dino4j.data.collection.Records.all;
import static io.github.dino4j.data.collection.Records.touch;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aListGivesItsLinesInOrder() throws IOException {
    touch(folder, "b.jpg", "a.jpg");
    Path list = write("images.txt", "\ufeff# mine\nb.jpg\r\n\n  sub/../a.jpg \nmissing.jpg");

    List<ImageRecord> records = all(list);

    assertThat(records)
        .extracting(ImageRecord::id)
        .containsExactly("b.jpg", "sub/../a.jpg", "missing.jpg");
    assertThat(records.getFirst().read()).asString().isEqualTo("b.jpg");
    assertThatThrownBy(records.getLast()::read).hasMessage("no such file");
    assertThat(ImageSource.of(List.of(list.toString())).count()).hasValue(3);
  }

  @Test
  void aCsvGivesPathsIdsAndLabels() throws IOException {
    Path csv =
        write(
            "data.csv",
            """
            Label,ID,File
            cat,one,a.jpg
            "dog, brown",,"b ""x"".jpg"
            """);

    assertThat(all(csv))
        .extracting(ImageRecord::id, ImageRecord::path, record -> record.annotation().label())
        .containsExactly(
            tuple("one", folder.resolve("a.jpg").toString(), "cat"),
            tuple("b \"x\".jpg", folder.resolve("b \"x\".jpg").toString(), "dog, brown"));
  }

  @Test
  void whatOtherColumnsSayIsKept() throws IOException {
    Path csv = write("data.csv", "path,Price, group ,\na.jpg,12.50,north,x\nb.jpg,,south\n");

    assertThat(all(csv))
        .extracting(ImageRecord::annotation)
        .extracting(
            said -> said.field("price"), said -> said.field("GROUP"), said -> said.field("y"))
        .containsExactly(tuple("12.50", "north", null), tuple(null, "south", null));
  }

  @Test
  void tabsAndSemicolonsSeparateToo() throws IOException {
    Path tsv = write("data.tsv", "image\tlabel\na,b.jpg\tx\n");
    Path csv = write("excel.csv", "filename;label\nc,d.jpg;y\n");

    assertThat(all(tsv, csv))
        .extracting(ImageRecord::id, record -> record.annotation().label())
        .containsExactly(tuple("a,b.jpg", "x"), tuple("c,d.jpg", "y"));
  }

  @Test
  void badRowsAreRecordsThatSayWhatIsWrong() throws IOException {
    Path csv = write("data.csv", "id,path\n1,a.jpg\n2\n3,\n4,\"never closed\n5,b.jpg\n");

    List<ImageRecord> records = all(csv);

    assertThat(records).hasSize(4);
    assertThat(records.get(1).path()).isEqualTo(csv + " row 3");
    assertThatThrownBy(records.get(1)::read).hasMessage("the row has no path");
    assertThatThrownBy(records.get(2)::read).hasMessage("the row has no path");
    assertThatThrownBy(records.get(3)::read).hasMessage("row 5 opens a quote and never closes it");
  }

  @Test
  void aManifestWithoutPathsIsRefusedAtOnce() throws IOException {
    Path csv = write("data.csv", "name,label\na,b\n");

    assertThatThrownBy(() -> ImageSource.of(List.of(csv.toString())))
        .isInstanceOf(DinoException.class)
        .hasMessage(csv + ": no column is named path, file, image or filename; it has name, label");
  }

  @Test
  void pathsMayEndInNulsInsteadOfLines() throws IOException {
    touch(folder, "a b.jpg", "# c.jpg");
    Path list = write("found.txt", "a b.jpg\0# c.jpg\0 two\nlines.jpg\0");

    assertThat(all(list))
        .extracting(ImageRecord::id)
        .containsExactly("a b.jpg", "# c.jpg", " two\nlines.jpg");
    assertThat(ImageSource.of(List.of(list.toString())).count()).hasValue(3);
  }

  @Test
  void aListComesOnStandardInputAndCanBeGoneThroughAgain() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("pom.xml\nsrc/none.jpg\n".getBytes(UTF_8)));
    try {
      List<ImageRecord> records = all("-");
      assertThat(records).extracting(ImageRecord::id).containsExactly("pom.xml", "src/none.jpg");
      assertThat(records.getFirst().read()).asString().startsWith("<");
      assertThat(ImageSource.of(List.of("-")).count()).hasValue(2);
    } finally {
      System.setIn(before);
    }
  }
}
