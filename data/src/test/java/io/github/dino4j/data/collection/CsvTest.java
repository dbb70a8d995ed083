package io.github.dino4j.data.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CsvTest {
  @Property(tries = 300)
  void whatIsQuotedComesBack(@ForAll("tables") List<List<String>> table) throws IOException {
    StringBuilder text = new StringBuilder();
    for (List<String> row : table) {
      List<String> quoted =
          row.stream().map(field -> '"' + field.replace("\"", "\"\"") + '"').toList();
      text.append(String.join(",", quoted)).append("\r\n");
    }

    assertThat(parse(text.toString())).isEqualTo(table);
  }

  @Example
  void looseTextIsTakenAsItStands() throws IOException {
    assertThat(parse("a \"b\",\"c\"d\n\n  \n\"\",\n,e\r\n\uffff,\uffff\nf,\"\"\"\""))
        .containsExactly(
            List.of("a \"b\"", "cd"),
            List.of("", ""),
            List.of("", "e"),
            List.of("\uffff", "\uffff"),
            List.of("f", "\""));
    assertThat(parse("")).isEmpty();
    assertThat(parse("\ufeff\uffff\n")).containsExactly(List.of("\uffff"));
  }

  @Example
  void aQuoteThatIsNeverClosedIsRefused() {
    assertThatThrownBy(() -> parse("a,b\n\n\"c,d\n\"\"\n"))
        .hasMessage("row 3 opens a quote and never closes it");
    assertThatThrownBy(() -> parse("a\n\"" + "b".repeat(1 << 21)))
        .hasMessage("row 2 is too long; does it open a quote and never close it?");
  }

  private static List<List<String>> parse(String text) throws IOException {
    Path file = Files.createTempFile("table", ".csv");
    try {
      return read(Files.writeString(file, text));
    } finally {
      Files.delete(file);
    }
  }

  private static List<List<String>> read(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (Csv csv = new Csv(file, ',')) {
      for (List<String> row = csv.next(); row != null; row = csv.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> field = Arbitraries.strings().withChars("ab,\";\n\r\t é").ofMaxLength(8);
    return field.list().ofMinSize(2).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(6);
  }
}
