package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A dense feature file ({@code .npy}, {@code .safetensors}) whose rows are read in any order. The
 * numbers stay in the file, mapped into memory; the ids are read once. Several threads may read.
 */
public final class DenseFeatures implements AutoCloseable {
  private final DenseRows rows;
  private final List<IdList.Line> lines;

  private DenseFeatures(DenseRows rows, List<IdList.Line> lines) {
    this.rows = rows;
    this.lines = lines;
  }

  /**
   * Opens a file that {@link FeatureFile#write} made.
   *
   * @throws DinoException when it does not exist, is damaged, or its list of ids is missing
   */
  public static DenseFeatures open(Path file) {
    DenseRows rows = DenseRows.open(file);
    List<IdList.Line> lines = new ArrayList<>();
    try (BufferedReader ids = Files.newBufferedReader(IdList.beside(file))) {
      for (long i = 0; i < rows.count(); i++) {
        lines.add(IdList.next(ids));
      }
      return new DenseFeatures(rows, lines);
    } catch (IOException e) {
      rows.close();
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  /** How many images there are. */
  public int count() {
    return lines.size();
  }

  /** Which image a row describes. */
  public ImageEntry image(int row) {
    return lines.get(row).image();
  }

  /** An image's features. */
  public FeatureRow row(int row) {
    return rows.row(row, lines.get(row));
  }

  /** What the writer noted of the features' origin; nothing in {@code .npy}. */
  public Map<String, String> provenance() {
    return rows.provenance();
  }

  @Override
  public void close() {
    rows.close();
  }
}
