package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class DenseFeatureReader extends PulledRows {
  private final DenseRows rows;
  private final BufferedReader ids;
  private int row;

  DenseFeatureReader(Path file) {
    super(file);
    rows = DenseRows.open(file);
    try {
      ids = Files.newBufferedReader(IdList.beside(file));
    } catch (IOException e) {
      rows.close();
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  @Override
  public long count() {
    return rows.count();
  }

  @Override
  public Map<String, String> provenance() {
    return rows.provenance();
  }

  @Override
  @Nullable FeatureRow pull() throws IOException {
    return row == count() ? null : rows.row(row++, IdList.next(ids));
  }

  @Override
  void release() throws IOException {
    try (rows) {
      ids.close();
    }
  }
}
