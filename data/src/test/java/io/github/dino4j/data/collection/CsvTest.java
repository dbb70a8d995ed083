package io.github.dino4j.data.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CsvTest {
  @Property(tries = 300)
  void whatIsQuotedComesBack(@ForAll("tables") List<List<String>> table) throws IOException {
    Path file = Files.createTempFile("table", ".csv");
    try {
      StringBuilder text = new StringBuilder();
      for (List<String> row : table) {
        List<String> quoted =
            row.stream().map(field -> '"' + field.replace("\"", "\"\"") + '"').toList();
        text.append(String.join(",", quoted)).append("\r\n");
      }
      Files.writeString(file, text);

      assertThat(read(file)).isEqualTo(table);
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
